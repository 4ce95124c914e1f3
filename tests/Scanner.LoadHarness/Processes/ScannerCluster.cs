using Scanner.Testing;
using Scanner.Testing.Clair;
using Scanner.Testing.Images;
using Scanner.Testing.Registry;

namespace Scanner.LoadHarness.Processes;

/// <summary>
/// Silos and webhooks, each the real program in a process of its own, on stand-ins for Clair and the registry in this process,
/// where their counters can be read.
/// </summary>
internal sealed class ScannerCluster : IAsyncDisposable
{
    public const string Repository = "load/app";

    private readonly List<IAsyncDisposable> _parts = [];
    private readonly List<ChildProgram> _silos = [];
    private readonly List<SiloPlace> _places = [];
    private readonly List<ServerProcess> _webhooks = [];

    private readonly string[] _siloSettings;

    private ScannerCluster(ClairStandIn clair, RegistryStandIn registry, string[] siloSettings)
    {
        (Clair, Registry, _siloSettings) = (clair, registry, siloSettings);
        _parts.AddRange([clair, registry]);
    }

    public ClairStandIn Clair { get; }

    public RegistryStandIn Registry { get; }

    public IReadOnlyList<ChildProgram> Silos => _silos;

    public IReadOnlyList<ServerProcess> Webhooks => _webhooks;

    /// <summary>Starts everything; each silo has joined, and each webhook has reached one, when this returns.</summary>
    public static async Task<ScannerCluster> StartAsync(
        int silos, int webhooks, HttpClient client, TlsFiles? tls, CancellationToken cancellationToken, params string[] siloSettings)
    {
        var clair = await ClairStandIn.StartAsync(cancellationToken: cancellationToken);
        var cluster = new ScannerCluster(clair, await RegistryStandIn.StartAsync(cancellationToken: cancellationToken), siloSettings);
        try
        {
            var siloPorts = FreePorts.Take(silos);
            foreach (var port in siloPorts)
            {
                var ports = FreePorts.Take(2);
                cluster._places.Add(new SiloPlace(port, siloPorts[0], ports[0], new Uri($"http://127.0.0.1:{ports[1]}")));
            }

            await cluster.StartSilosAsync(client, cancellationToken);
            for (var index = 0; index < webhooks; index++) await cluster.StartWebhookAsync(client, tls, cancellationToken);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Pushes the image and returns its reference by digest.</summary>
    public string Push(BuiltImage image)
    {
        Registry.Push(image, Repository);
        return $"{Registry.Host}/{Repository}@{image.Digest}";
    }

    /// <summary>Does the work, and gives it up when a silo or webhook ends meanwhile.</summary>
    /// <exception cref="HarnessException">One ended; the message says which, and what it said last.</exception>
    public async Task<T> WatchAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var working = work(over.Token);
        var programs = _silos.Concat(_webhooks.Select(webhook => webhook.Program));
        List<Task> ends = [.. programs.Select(program => program.EndAsync(over.Token))];
        var first = await Task.WhenAny([working, .. ends]);
        await over.CancelAsync();
        await Task.WhenAll([working, .. ends]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
        return await working;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in Enumerable.Reverse(_parts)) await part.DisposeAsync();
    }

    /// <summary>Kills every silo; what they knew is gone.</summary>
    public async Task KillSilosAsync()
    {
        foreach (var silo in _silos)
        {
            _parts.Remove(silo);
            await silo.DisposeAsync();
        }

        _silos.Clear();
    }

    /// <summary>Starts a silo in every place; each has joined when this returns.</summary>
    public async Task StartSilosAsync(HttpClient client, CancellationToken cancellationToken)
    {
        foreach (var place in _places) await StartSiloAsync(place, client, cancellationToken);
    }

    private async Task StartSiloAsync(SiloPlace place, HttpClient client, CancellationToken cancellationToken)
    {
        string[] arguments =
        [
            $"--urls={place.Address}",
            $"--Clair:Address={Clair.Address}",
            $"--Registry:Insecure:0={Registry.Host}",
            $"--Cluster:SiloPort={place.SiloPort}",
            $"--Cluster:GatewayPort={place.GatewayPort}",
            $"--Cluster:PrimarySiloPort={place.PrimarySiloPort}",
            .. _siloSettings,
        ];
        var silo = await ChildProgram.StartAsync("Scanner.Silo", arguments, cancellationToken);
        _parts.Add(silo);
        _silos.Add(silo);
        var ready = new Uri(place.Address, Endpoints.Ready);
        await silo.WaitUntilAsync(async token => await Probe.ReadAsync(client, ready, token) is not null, cancellationToken);
    }

    private async Task StartWebhookAsync(HttpClient client, TlsFiles? tls, CancellationToken cancellationToken)
    {
        var address = new Uri($"{(tls is null ? "http" : "https")}://127.0.0.1:{FreePorts.Take(1)[0]}");
        string[] certificate = tls is null
            ? []
            : [$"--Tls:CertificateFile={tls.CertificateFile}", $"--Tls:KeyFile={tls.KeyFile}"];
        var gateways = _places.Select((place, index) => $"--Cluster:GatewayPorts:{index}={place.GatewayPort}");
        var webhook = await ChildProgram.StartAsync(
            "Scanner.Webhook", [$"--urls={address}", .. gateways, .. certificate], cancellationToken);
        _parts.Add(webhook);
        _webhooks.Add(new ServerProcess(address, webhook));
        // It listens at once and says in words whether it has found a silo yet.
        var ready = new Uri(address, Endpoints.Ready);
        await webhook.WaitUntilAsync(async token => await Probe.ReadAsync(client, ready, token) == "ok\n", cancellationToken);
    }
}
