using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Storage;
using Scanner.Grains.Storage;
using Scanner.Silo.Storage.Rows;
using Scanner.Silo.Storage.Schema;

namespace Scanner.Silo.Storage;

internal static class StorageExtensions
{
    /// <summary>
    /// Registers the store that <c>Storage:Provider</c> names as the one that all grains use. To be called before
    /// AddScannerGrains, whose own keeps nothing.
    /// </summary>
    /// <exception cref="OptionsValidationException">The settings are wrong; each fault names its key.</exception>
    public static IServiceCollection AddStorage(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(StorageOptions.Section);
        services.AddOptions<StorageOptions>().Bind(section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<StorageOptions>, StorageOptionsValidator>();
        var options = section.Get<StorageOptions>() ?? new StorageOptions();
        // What is registered depends on them, so they are looked at before the host does.
        if (new StorageOptionsValidator().Validate(null, options) is { Failed: true } result)
            throw new OptionsValidationException(nameof(StorageOptions), typeof(StorageOptions), result.Failures);
        return options.Provider == StorageProvider.PostgreSql ? services.AddPostgres() : services;
    }

    private static IServiceCollection AddPostgres(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new SchemaMigrator(
            SchemaMigration.All, provider.GetRequiredService<ILogger<SchemaMigrator>>()));
        services.AddSingleton<RowStore>();
        services.AddHostedService(provider => provider.GetRequiredService<RowStore>());
        services.AddSingleton<RetentionSweeper>();
        services.AddHostedService(provider => provider.GetRequiredService<RetentionSweeper>());
        services.AddSingleton<RowCodec>();
        services.AddSingleton<LossLog>();
        services.AddKeyedSingleton<IGrainStorage, PostgresGrainStorage>(GrainStores.Name);
        return services;
    }
}
