using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using Orleans.TestingHost;
using Scanner.Grains.Registry.Credentials;
using Scanner.Grains.Storage;
using Scanner.Images;
using Scanner.Testing.Clair;
using Scanner.Testing.Registry;
using Scanner.Verdicts;

namespace Scanner.Grains.Tests.Cluster;

/// <summary>Two silos with Scanner's grains, a Clair stand-in and a registry stand-in, all on real sockets but the silos' own.</summary>
internal sealed class ScannerWorld : IAsyncDisposable
{
    /// <summary>Longer than anything here takes; a test that waits this long has failed.</summary>
    public static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    private readonly IConfiguration _configuration;
    private readonly IKeychain? _keychain;
    private readonly IGrainStorage? _store;

    private ScannerWorld(
        ClairStandIn clair, RegistryStandIn registry, IConfiguration configuration, IKeychain? keychain, IGrainStorage? store) =>
        (Clair, Registry, _configuration, _keychain, _store) = (clair, registry, configuration, keychain, store);

    public InProcessTestCluster Cluster { get; private set; } = null!;

    public ClairStandIn Clair { get; }

    public RegistryStandIn Registry { get; }

    public IGrainFactory Grains => Cluster.Client;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="settings">Configuration beyond the addresses of the stand-ins: <c>("Clair:ScanTimeout", "00:00:02")</c>.</param>
    public static Task<ScannerWorld> StartAsync(params (string Key, string Value)[] settings) => StartAsync(null, null, null, settings);

    public static Task<ScannerWorld> StartAsync(RegistryStandInOptions? registryOptions, params (string Key, string Value)[] settings) =>
        StartAsync(registryOptions, null, settings);

    /// <param name="registryOptions">How the registry behaves.</param>
    /// <param name="keychain">Whose credentials the silos find; null for nobody's.</param>
    /// <param name="settings">Configuration beyond the addresses of the stand-ins.</param>
    public static Task<ScannerWorld> StartAsync(
        RegistryStandInOptions? registryOptions, IKeychain? keychain, params (string Key, string Value)[] settings) =>
        StartAsync(registryOptions, keychain, null, settings);

    /// <param name="store">Where grains keep what they know; null for nowhere.</param>
    /// <param name="settings">Configuration beyond the addresses of the stand-ins.</param>
    public static Task<ScannerWorld> StartWithStoreAsync(IGrainStorage store, params (string Key, string Value)[] settings) =>
        StartAsync(null, null, store, settings);

    private static async Task<ScannerWorld> StartAsync(
        RegistryStandInOptions? registryOptions, IKeychain? keychain, IGrainStorage? store, (string Key, string Value)[] settings)
    {
        var clair = await ClairStandIn.StartAsync(cancellationToken: Token);
        var registry = await RegistryStandIn.StartAsync(registryOptions, Token);
        var values = new Dictionary<string, string?>
        {
            ["Clair:Address"] = clair.Address.ToString(),
            ["Clair:StatusInterval"] = "00:00:01",
            ["Registry:Insecure:0"] = registry.Host,
        };
        foreach (var (key, value) in settings) values[key] = value;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        var world = new ScannerWorld(clair, registry, configuration, keychain, store);
        await world.StartClusterAsync();
        return world;
    }

    /// <summary>What silos that start from now on are told.</summary>
    public void Configure(string key, string value) => _configuration[key] = value;

    /// <summary>Ends all silos and starts others; only the stand-ins and the store remain.</summary>
    public async Task RestartClusterAsync(Action? meanwhile = null)
    {
        await Cluster.StopAllSilosAsync(Token);
        await Cluster.DisposeAsync();
        meanwhile?.Invoke();
        await StartClusterAsync();
    }

    private async Task StartClusterAsync()
    {
        var builder = new InProcessTestClusterBuilder(2);
        builder.ConfigureSilo((_, silo) =>
        {
            if (_keychain is not null) silo.Services.AddSingleton(_keychain);
            if (_store is not null) silo.Services.AddKeyedSingleton(GrainStores.Name, _store);
            silo.Services.AddScannerGrains(_configuration);
        });
        Cluster = builder.Build();
        await Cluster.DeployAsync(Token);
    }

    /// <summary>Asks about <c>repository:tag</c> or <c>repository@digest</c> of the stand-in registry.</summary>
    public async Task<Verdict> AskAsync(
        string image, TimeSpan? patience = null, VulnerabilityRules? rules = null, PullContext? pullContext = null)
    {
        pullContext ??= PullContext.None;
        var reference = ImageReference.Parse($"{Registry.Host}/{image}");
        if (reference.Digest is null)
        {
            var tag = await Grains.GetGrain<ITagGrain>(reference.ToString()).Resolve(pullContext, patience ?? Long);
            if (tag.Digest is not { } digest) return tag.Failure is { } failure ? Verdict.NotReadyBecause(null, failure) : Verdict.NotReadyYet(null, "tag");
            reference = reference.At(digest);
        }

        return await ImageGrain(reference.Digest!.Value.ToString()).Judge(new ImageQuestion
        {
            Image = reference,
            PullContext = pullContext,
            Rules = rules ?? new VulnerabilityRules(),
            Patience = patience ?? TimeSpan.FromSeconds(20),
        });
    }

    public IImageGrain ImageGrain(string digest) => Grains.GetGrain<IImageGrain>(digest);

    /// <summary>Asks again, as a controller does, until the condition holds.</summary>
    /// <exception cref="TimeoutException">It never did; the message has the last answer.</exception>
    public static async Task<T> EventuallyAsync<T>(Func<Task<T>> ask, Predicate<T> condition)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var answer = await ask();
            if (condition(answer)) return answer;
            if (TimeProvider.System.GetElapsedTime(begun) > Long) throw new TimeoutException($"Still {answer}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        await Registry.DisposeAsync();
        await Clair.DisposeAsync();
    }
}
