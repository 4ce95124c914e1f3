using System.Net;
using System.Net.Sockets;
using Scanner.Silo.Hosting;
using Scanner.Testing.Clair;
using Scanner.Testing.Registry;
using Scanner.Webhook.Hosting;

namespace Scanner.Playground;

/// <summary>The whole of Scanner in one process, on real sockets, with stand-ins for what was not given.</summary>
public sealed class OneProcessScanner : IAsyncDisposable
{
    private readonly OneProcessOptions _options;
    private WebApplication? _silo;
    private WebApplication? _webhook;

    private OneProcessScanner(OneProcessOptions options) => _options = options;

    /// <summary>Address of the webhook, without path.</summary>
    public Uri Webhook { get; private set; } = null!;

    /// <summary>Host and port of the registry.</summary>
    public string Registry => RegistryStandIn?.Host ?? _options.Registry!;

    public Uri Clair => ClairStandIn?.Address ?? _options.Clair!;

    /// <summary>Null where a real one was given.</summary>
    public ClairStandIn? ClairStandIn { get; private set; }

    /// <summary>Null where a real one was given.</summary>
    public RegistryStandIn? RegistryStandIn { get; private set; }

    public static async Task<OneProcessScanner> StartAsync(OneProcessOptions options, CancellationToken cancellationToken)
    {
        var scanner = new OneProcessScanner(options);
        try
        {
            await scanner.StartAsync(cancellationToken);
            return scanner;
        }
        catch
        {
            await scanner.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in new[] { _webhook, _silo }.OfType<WebApplication>())
        {
            await host.StopAsync();
            await host.DisposeAsync();
        }

        if (RegistryStandIn is not null) await RegistryStandIn.DisposeAsync();
        if (ClairStandIn is not null) await ClairStandIn.DisposeAsync();
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_options.Clair is null) ClairStandIn = await ClairStandIn.StartAsync(cancellationToken: cancellationToken);
        if (_options.Registry is null) RegistryStandIn = await RegistryStandIn.StartAsync(cancellationToken: cancellationToken);
        var settings = Settings();
        if (_options.WithSilo)
        {
            _silo = SiloHost.Build(["--urls", "http://127.0.0.1:0"], builder => builder.Configuration.AddInMemoryCollection(settings));
            await _silo.StartAsync(cancellationToken);
        }

        var url = _options.Port == 0 ? "https://127.0.0.1:0" : $"https://localhost:{_options.Port}";
        _webhook = WebhookHost.Build(["--urls", url], builder => builder.Configuration.AddInMemoryCollection(settings));
        await _webhook.StartAsync(cancellationToken);
        Webhook = new Uri(_webhook.Urls.First());
    }

    private Dictionary<string, string?> Settings()
    {
        var (siloPort, gatewayPort) = FreePorts();
        var settings = new Dictionary<string, string?>
        {
            ["Clair:Address"] = Clair.ToString(),
            [RegistryStandIn is not null || _options.RegistryIsInsecure ? "Registry:Insecure:0" : "Registry:Trusted:0"] = Registry,
            ["Cluster:SiloPort"] = $"{siloPort}",
            ["Cluster:GatewayPort"] = $"{gatewayPort}",
            ["Cluster:GatewayPorts:0"] = $"{gatewayPort}",
            ["Logging:LogLevel:Default"] = "Warning",
        };
        foreach (var (key, value) in _options.Settings) settings[key] = value;
        return settings;
    }

    /// <summary>Two ports that were free a moment ago, so that it does not collide with a silo on its default ports.</summary>
    private static (int First, int Second) FreePorts()
    {
        using var first = new TcpListener(IPAddress.Loopback, 0);
        using var second = new TcpListener(IPAddress.Loopback, 0);
        first.Start();
        second.Start();
        return (((IPEndPoint)first.LocalEndpoint).Port, ((IPEndPoint)second.LocalEndpoint).Port);
    }
}
