using Microsoft.Extensions.Options;
using Npgsql;

namespace Scanner.Silo.Storage;

/// <summary>Collects every fault of <see cref="StorageOptions"/>, each with the key to change and never with a secret.</summary>
internal sealed class StorageOptionsValidator : IValidateOptions<StorageOptions>
{
    /// <summary>Grains write their rows again at a fraction of it; below a day that would be a load of its own.</summary>
    public static readonly TimeSpan MinRetention = TimeSpan.FromDays(1);

    /// <summary>Ten years: a bound within what PostgreSQL's clock can subtract.</summary>
    public static readonly TimeSpan MaxRetention = TimeSpan.FromDays(3650);

    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        var faults = new List<string>();
        if (!Enum.IsDefined(options.Provider))
            faults.Add($"Storage:Provider ({options.Provider}) is neither Memory nor PostgreSql.");
        if (options.Provider == StorageProvider.PostgreSql && FaultOf(options.ConnectionString) is { } fault) faults.Add(fault);
        if (options.Retention < MinRetention || options.Retention > MaxRetention)
        {
            faults.Add(
                $"Storage:Retention ({options.Retention:c}) is not between {MinRetention:c} and {MaxRetention:c} "
                + "(days.hours:minutes:seconds).");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static string? FaultOf(string? connectionString)
    {
        const string Example = "Host=postgres.example;Database=scanner;Username=scanner;Password=...";
        if (string.IsNullOrWhiteSpace(connectionString))
            return $"Storage:ConnectionString is not set, and Storage:Provider PostgreSql needs it: '{Example}'.";
        try
        {
            if (string.IsNullOrEmpty(new NpgsqlConnectionStringBuilder(connectionString).Host))
                return $"Storage:ConnectionString names no Host; it has the form '{Example}'.";
            // Settings that exclude each other are found only here.
            PostgresDataSource.Create(connectionString).Dispose();
            return null;
        }
        // What Npgsql says may quote a piece of a password that has a semicolon in it.
        catch (Exception exception) when (exception
            is ArgumentException or FormatException or InvalidOperationException or OverflowException or NotSupportedException)
        {
            return $"Storage:ConnectionString cannot be read by Npgsql; it has the form '{Example}', and a value with ';' or '=' in it "
                + "stands in quotes.";
        }
    }
}
