using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Scanner.Grains.Registry;
using Scanner.Grains.Registry.Credentials;

namespace Scanner.Grains.Tests.Registry;

/// <summary>The registry client as a silo wires it, with a test's settings, clock and keychain.</summary>
internal sealed class RegistryServices : IDisposable
{
    private readonly ServiceProvider _services;

    /// <param name="settings">As in configuration: <c>Registry:Insecure:0=127.0.0.1:5000</c>.</param>
    public RegistryServices(params IEnumerable<string> settings)
        : this(null, null, settings)
    {
    }

    public RegistryServices(TimeProvider? time, IKeychain? keychain, params IEnumerable<string> settings)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        if (time is not null) services.AddSingleton(time);
        if (keychain is not null) services.AddSingleton(keychain);
        services.AddRegistryClient(Configuration(settings));
        _services = services.BuildServiceProvider();
    }

    /// <summary>As validated.</summary>
    public RegistryOptions Options => _services.GetRequiredService<IOptions<RegistryOptions>>().Value;

    public static IConfiguration Configuration(IEnumerable<string> settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(
            setting[..setting.IndexOf('=', StringComparison.Ordinal)],
            setting[(setting.IndexOf('=', StringComparison.Ordinal) + 1)..])))
        .Build();

    /// <summary>A client of a registry on plain HTTP, which has to be among the settings.</summary>
    public RegistryClient Client(string host) => _services.GetRequiredService<RegistryClientFactory>().Create(host);

    public void Dispose() => _services.Dispose();
}
