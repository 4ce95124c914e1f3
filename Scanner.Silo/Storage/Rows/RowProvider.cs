using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;
using Orleans.Serialization.Serializers;
using Orleans.Storage;
using Scanner.Grains.Storage;

namespace Scanner.Silo.Storage.Rows;

/// <summary>Orleans' ADO.NET provider on our schema.</summary>
internal sealed class RowProvider
{
    /// <summary>The provider's name for Npgsql.</summary>
    private const string Invariant = "Npgsql";

    private readonly AdoNetGrainStorage _provider;

    private RowProvider(AdoNetGrainStorage provider) => _provider = provider;

    /// <summary>Makes a provider and lets it read its queries.</summary>
    /// <exception cref="NpgsqlException">The server refused or is away.</exception>
    public static async Task<RowProvider> StartAsync(
        NpgsqlDataSource database,
        IActivatorProvider activators,
        IOptions<ClusterOptions> cluster,
        CancellationToken cancellationToken)
    {
        var provider = new AdoNetGrainStorage(
            activators,
            // It logs an error for each row it cannot get; LossLog counts them instead.
            NullLogger<AdoNetGrainStorage>.Instance,
            Options.Create(new AdoNetGrainStorageOptions
            {
                DataSource = database,
                Invariant = Invariant,
                DeleteStateOnClear = true,
                GrainStorageSerializer = new RowBytesSerializer(),
            }),
            cluster,
            GrainStores.Name);
        // It starts only as a part of a silo's life, which it would end where the database is away.
        var life = new ProviderLifecycle();
        provider.Participate(life);
        await life.StartAsync(cancellationToken);
        return new RowProvider(provider);
    }

    /// <returns>Null where there is no row.</returns>
    public async Task<byte[]?> ReadAsync(RowKey key, CancellationToken cancellationToken)
    {
        var row = new GrainState<RowBytes>();
        await _provider.ReadStateAsync(key.State, key.ForProvider, row, cancellationToken);
        return row.RecordExists ? row.State?.Content : null;
    }

    /// <summary>Writes the row over whatever is there.</summary>
    public Task WriteAsync(RowKey key, byte[] content, CancellationToken cancellationToken) =>
        // Without an etag the provider takes any version for an answer.
        _provider.WriteStateAsync(
            key.State, key.ForProvider, new GrainState<RowBytes>(new RowBytes { Content = content }), cancellationToken);

    public Task DeleteAsync(RowKey key, CancellationToken cancellationToken) =>
        // Said to exist, or it would be read first.
        _provider.ClearStateAsync(
            key.State, key.ForProvider, new GrainState<RowBytes> { RecordExists = true }, cancellationToken);
}
