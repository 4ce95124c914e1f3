using System.Net;
using System.Net.Sockets;
using Scanner.Silo.Hosting;
using Scanner.Testing.Clair;
using Scanner.Testing.Images;
using Scanner.Testing.Registry;
using Scanner.Webhook.Hosting;

namespace Scanner.Playground;

/// <summary>The whole of Scanner in one process, with stand-ins for what was not given.</summary>
internal sealed class Parts : IAsyncDisposable
{
    public const string VulnerableRepository = "team/web";
    public const string CleanRepository = "team/proxy";
    public const string Tag = "v1";

    private readonly List<IAsyncDisposable> _parts = [];

    /// <summary>Address of the webhook.</summary>
    public required Uri Webhook { get; init; }

    /// <summary>Host and port of the registry.</summary>
    public required string Registry { get; init; }

    public required Uri Clair { get; init; }

    public static async Task<Parts> StartAsync(PlaygroundOptions options, CancellationToken cancellationToken)
    {
        var started = new List<IAsyncDisposable>();
        var settings = new Dictionary<string, string?>();

        var clair = options.Clair;
        if (clair is null)
        {
            var standIn = await ClairStandIn.StartAsync(cancellationToken: cancellationToken);
            started.Add(standIn);
            clair = standIn.Address;
        }

        var registry = options.Registry;
        if (registry is null)
        {
            var standIn = await RegistryStandIn.StartAsync(cancellationToken: cancellationToken);
            standIn.Push(SampleImages.Vulnerable, VulnerableRepository, Tag);
            standIn.Push(SampleImages.Clean, CleanRepository, Tag);
            started.Add(standIn);
            registry = standIn.Host;
        }

        var (siloPort, gatewayPort) = FreePorts();
        settings["Clair:Address"] = clair.ToString();
        settings[options.Registry is null || options.RegistryIsInsecure ? "Registry:Insecure:0" : "Registry:Trusted:0"] = registry;
        settings["Cluster:SiloPort"] = $"{siloPort}";
        settings["Cluster:GatewayPort"] = $"{gatewayPort}";
        settings["Cluster:GatewayPorts:0"] = $"{gatewayPort}";
        settings["Logging:LogLevel:Default"] = "Warning";

        var silo = SiloHost.Build(["--urls", "http://127.0.0.1:0"], builder => builder.Configuration.AddInMemoryCollection(settings));
        started.Add(silo);
        await silo.StartAsync(cancellationToken);
        var webhook = WebhookHost.Build(
            ["--urls", $"https://localhost:{options.Port}"], builder => builder.Configuration.AddInMemoryCollection(settings));
        started.Add(webhook);
        await webhook.StartAsync(cancellationToken);

        var parts = new Parts { Webhook = new Uri($"https://localhost:{options.Port}"), Registry = registry, Clair = clair };
        parts._parts.AddRange(started);
        return parts;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in Enumerable.Reverse(_parts))
        {
            if (part is IHost host) await host.StopAsync();
            await part.DisposeAsync();
        }
    }

    /// <summary>Two ports that were free a moment ago, so that a playground does not collide with a silo on its default ports.</summary>
    private static (int First, int Second) FreePorts()
    {
        using var first = new TcpListener(IPAddress.Loopback, 0);
        using var second = new TcpListener(IPAddress.Loopback, 0);
        first.Start();
        second.Start();
        return (((IPEndPoint)first.LocalEndpoint).Port, ((IPEndPoint)second.LocalEndpoint).Port);
    }
}
