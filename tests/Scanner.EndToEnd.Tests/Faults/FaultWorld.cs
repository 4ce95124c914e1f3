using System.Collections.Concurrent;
using Scanner.EndToEnd.Tests.World;
using Scanner.Testing;
using Scanner.Testing.Clair;
using Scanner.Testing.Kubernetes;
using Scanner.Testing.Network;
using Scanner.Testing.Postgres;
using Scanner.Testing.Registry.Authentication;
using Scanner.Testing.Registry.Debian;

namespace Scanner.EndToEnd.Tests.Faults;

/// <summary>
/// Two silos and two webhooks, and everything they depend on as processes of their own: a kube-apiserver, a registry, a
/// PostgreSQL and a Clair, the last three behind a network that can be cut.
/// </summary>
public sealed class FaultWorld(KubernetesFixture kubernetes) : IAsyncLifetime
{
    private const int SiloCount = 2;

    /// <summary>Half of them clean.</summary>
    private const int KnownImages = 20;

    /// <summary>Known images more that are asked for by tag.</summary>
    private const int KnownTags = 6;

    private const string PostgresAdministration = "postgres";

    private readonly ConcurrentDictionary<ScannerProcess, bool> _left = [];
    private readonly List<IAsyncDisposable> _parts = [];

    /// <summary>What the faults did so far.</summary>
    internal FaultTable Table { get; } = new();

    internal KubernetesScanner Scanner { get; private set; } = null!;

    internal KubernetesApiServer ApiServer => Scanner.Server;

    internal ClairProcess Clair { get; } = new();

    /// <summary>What Clair's process stands in front of.</summary>
    internal ClairStandIn ClairDatabase { get; private set; } = null!;

    internal TcpRelay ClairNetwork { get; } = TcpRelay.Start();

    internal DebianRegistry Registry { get; private set; } = null!;

    internal TcpRelay RegistryNetwork { get; } = TcpRelay.Start();

    internal PostgresServer Postgres { get; private set; } = null!;

    internal TcpRelay PostgresNetwork { get; } = TcpRelay.Start();

    /// <summary>Where PostgreSQL keeps Scanner's tables, its log not included; null where nothing can be mounted.</summary>
    internal SmallDisk? PostgresDisk { get; private set; }

    internal ImagePool Images { get; private set; } = null!;

    /// <summary>The images whose reviews are warm.</summary>
    internal IReadOnlyList<ReviewedCase> Known { get; private set; } = [];

    /// <summary>The silos that run and were not told to end.</summary>
    internal IReadOnlyList<ScannerProcess> Silos => [.. Scanner.Silos.Where(silo => !_left.ContainsKey(silo))];

    /// <summary>The webhooks that run and were not told to end.</summary>
    internal IReadOnlyList<ScannerProcess> Webhooks => [.. Scanner.Webhooks.Where(webhook => !_left.ContainsKey(webhook))];

    public async ValueTask InitializeAsync()
    {
        var server = kubernetes.Server;
        RealServicesCheck.Require(DebianRegistry.Missing ?? PostgresServer.Missing());
        Registry = await DebianRegistry.StartAsync(RegistryAccess.Anonymous, CancellationToken.None);
        _parts.Add(Registry);
        RegistryNetwork.Target = Registry.BaseAddress.Port;
        await StartPostgresAsync();
        ClairNetwork.Target = Clair.Port;
        Scanner = await KubernetesScanner.StartAsync(server, silos: SiloCount, webhooks: 2, CancellationToken.None,
        [
            $"--Clair:Address=http://{ClairNetwork.Host}", $"--Registry:Insecure:1={RegistryNetwork.Host}",
            // Shorter than any fault lasts, so that tags are asked for meanwhile.
            "--Registry:TagLifetime=00:00:02", .. Storage(),
        ]);
        _parts.Add(Scanner);
        ClairDatabase = Scanner.Clair;
        await Clair.StartAsync(ClairDatabase, CancellationToken.None);
        Images = new ImagePool(Registry, RegistryNetwork.Host);
        await Images.EnsureAsync(KnownImages, CancellationToken.None);
        Known =
        [
            .. Enumerable.Range(0, KnownImages).Select(_ => Images.Take()), .. await Images.TagAsync(KnownTags, CancellationToken.None),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in Enumerable.Reverse(_parts)) await part.DisposeAsync();
        if (Scanner is not null && ClairDatabase != Scanner.Clair) await ClairDatabase.DisposeAsync();
        await Clair.DisposeAsync();
        foreach (var network in (TcpRelay[])[ClairNetwork, RegistryNetwork, PostgresNetwork]) await network.DisposeAsync();
    }

    /// <summary>Signals a silo or webhook to end. It counts as gone from now on.</summary>
    internal Task EndAsync(ScannerProcess process, string signal)
    {
        _left[process] = true;
        return process.Program.SignalAsync(signal);
    }

    /// <summary>A fault may have left something behind, which must not be taken for the next one's doing.</summary>
    internal bool IsSpoiled { get; set; }

    /// <summary>Puts new silos in place of those there are.</summary>
    internal async Task RenewSilosAsync(CancellationToken cancellationToken)
    {
        foreach (var silo in Silos) await EndAsync(silo, "KILL");
        for (var silo = 0; silo < SiloCount; silo++) await Scanner.StartSiloAsync(cancellationToken);
    }

    internal bool HasLeft(ScannerProcess process) => _left.ContainsKey(process);

    /// <summary>Puts an empty database behind Clair, as of an operator who made a new one; its updater has not finished.</summary>
    internal async Task EmptyClairAsync(CancellationToken cancellationToken)
    {
        var old = ClairDatabase;
        ClairDatabase = await ClairStandIn.StartAsync(cancellationToken: cancellationToken);
        ClairDatabase.Faults.NoLastUpdateTime = true;
        await Clair.SignalAsync("KILL");
        await Clair.WaitForEndAsync(cancellationToken);
        await Clair.StartAsync(ClairDatabase, cancellationToken);
        if (old != Scanner.Clair) await old.DisposeAsync();
    }

    private async Task StartPostgresAsync()
    {
        Postgres = await PostgresServer.StartAsync(CancellationToken.None);
        _parts.Add(Postgres);
        PostgresNetwork.Target = Postgres.Port;
        PostgresDisk = await SmallDisk.MountAsync(CancellationToken.None);
        if (PostgresDisk is null) return;
        _parts.Add(PostgresDisk);
        await ProgramRun.OutputAsync("chown", [$"{PostgresAdministration}:", PostgresDisk.Path], CancellationToken.None);
        await Postgres.ExecuteAsync(
            $"CREATE TABLESPACE small LOCATION '{PostgresDisk.Path}'", CancellationToken.None, PostgresAdministration);
        await Postgres.ExecuteAsync("ALTER DATABASE scanner SET TABLESPACE small", CancellationToken.None, PostgresAdministration);
    }

    private string[] Storage()
    {
        var throughNetwork = Postgres.ConnectionString.Replace(
            $"Port={Postgres.Port};", $"Port={PostgresNetwork.Port};", StringComparison.Ordinal);
        return ["--Storage:Provider=PostgreSql", $"--Storage:ConnectionString={throughNetwork}"];
    }
}
