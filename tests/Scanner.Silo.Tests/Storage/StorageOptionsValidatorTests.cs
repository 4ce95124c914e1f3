using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Storage;
using Scanner.Grains.Storage;
using Scanner.Silo.Storage;

namespace Scanner.Silo.Tests.Storage;

public sealed class StorageOptionsValidatorTests
{
    private const string Good = "Host=postgres.example;Database=scanner;Username=scanner;Password=p1x3l";

    [Theory]
    [InlineData(null, "Storage:ConnectionString is not set")]
    [InlineData(" ", "Storage:ConnectionString is not set")]
    [InlineData("Database=scanner;Password=p1x3l", "Storage:ConnectionString names no Host")]
    [InlineData("postgresql://scanner:p1x3l@postgres.example/scanner", "Storage:ConnectionString cannot be read")]
    [InlineData("Host=postgres.example;Password=a;p1x3l=b", "Storage:ConnectionString cannot be read")]
    [InlineData("Host=postgres.example;Port=p1x3l", "Storage:ConnectionString cannot be read")]
    public void Validate_ConnectionString_NamesTheKeyAndNoSecret(string? connectionString, string fault)
    {
        var failure = Fail(new() { Provider = StorageProvider.PostgreSql, ConnectionString = connectionString });

        Assert.StartsWith(fault, failure, StringComparison.Ordinal);
        Assert.DoesNotContain("p1x3l", failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("23:59:59")]
    [InlineData("-1.00:00:00")]
    [InlineData("3651.00:00:00")]
    public void Validate_Retention_NamesTheKey(string retention) => Assert.StartsWith(
        "Storage:Retention",
        Fail(new() { Retention = TimeSpan.Parse(retention, CultureInfo.InvariantCulture) }), StringComparison.Ordinal);

    [Fact]
    public void Validate_Defaults_AreMemoryFor30Days()
    {
        var options = new StorageOptions();

        Assert.True(new StorageOptionsValidator().Validate(null, options).Succeeded);
        Assert.Equal((StorageProvider.Memory, TimeSpan.FromDays(30)), (options.Provider, options.Retention));
    }

    [Fact]
    public void Validate_PostgreSql_Succeeds() => Assert.True(new StorageOptionsValidator()
        .Validate(null, new() { Provider = StorageProvider.PostgreSql, ConnectionString = Good }).Succeeded);

    [Fact]
    public void AddStorage_Wrong_ThrowsBeforeTheHostStarts() => Assert.Contains("Storage:ConnectionString",
        Assert.Throws<OptionsValidationException>(() => Registered(("Storage:Provider", "PostgreSql"))).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("Memory", false)]
    [InlineData("PostgreSql", true)]
    public void AddStorage_Provider_DecidesWhatGrainsUse(string provider, bool registered)
    {
        var services = Registered(("Storage:Provider", provider), ("Storage:ConnectionString", Good));

        Assert.Equal(registered, services.Any(service =>
            service.ServiceType == typeof(IGrainStorage) && GrainStores.Name.Equals(service.ServiceKey)));
    }

    private static string Fail(StorageOptions options) =>
        Assert.Single(new StorageOptionsValidator().Validate(null, options).Failures!);

    private static ServiceCollection Registered(params (string Key, string Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddStorage(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build());
        return services;
    }
}
