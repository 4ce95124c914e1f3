using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using Scanner.Failures;
using Scanner.Grains;
using Scanner.Grains.Registry.Credentials;
using Scanner.Images;
using Scanner.Testing;
using Scanner.Testing.Clair;
using Scanner.Testing.Images;
using Scanner.Testing.Registry.Authentication;
using Scanner.Testing.Registry.Debian;
using Scanner.Verdicts;

namespace Scanner.Silo.Tests.PullSecrets;

/// <summary>
/// A private image from end to end: Debian's docker-registry with htpasswd, pull secrets on a real API server, grains in a silo,
/// and a Clair stand-in that downloads the layers itself.
/// </summary>
public sealed class PrivateImageTests(KubernetesFixture kubernetes) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Longer than anything here takes; a test that waits this long has failed.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    private SecretLab _lab = null!;
    private DebianRegistry _registry = null!;
    private ClairStandIn _clair = null!;
    private InProcessTestCluster _cluster = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        RealServicesCheck.Require(DebianRegistry.Missing);
        _lab = await SecretLab.StartAsync(kubernetes.Server);
        await _lab.CreateAccountAsync("default");
        var users = new BasicAccess { Users = [new RegistryUser("ann", SecretLab.Password("ann"))] };
        _registry = await DebianRegistry.StartAsync(users, Token);
        await _registry.PushAsync(SampleImages.Clean, "team/web", "v1", Token);
        _clair = await ClairStandIn.StartAsync(cancellationToken: Token);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Clair:Address"] = _clair.Address.ToString(),
            ["Registry:Insecure:0"] = _registry.Host,
        }).Build();
        var builder = new InProcessTestClusterBuilder(1);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.Services.AddSingleton<IKeychain>(_lab.Keychain);
            silo.Services.AddScannerGrains(configuration);
        });
        _cluster = builder.Build();
        await _cluster.DeployAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null) await _cluster.DisposeAsync();
        if (_clair is not null) await _clair.DisposeAsync();
        if (_registry is not null) await _registry.DisposeAsync();
        _lab?.Dispose();
    }

    [Fact]
    public async Task Judge_SecretOfThePod_IsAdmitted()
    {
        await _lab.CreateAsync("regcred", (_registry.Host, "ann"));

        Assert.Equal(VerdictOutcome.Accepted, (await AskAsync(_lab.Pod("regcred"))).Outcome);
    }

    [Fact]
    public async Task Judge_SecretOfTheServiceAccount_IsAdmitted()
    {
        await _lab.CreateLegacyAsync("regcred", (_registry.Host, "ann"));
        await _lab.CreateAccountAsync("builder", "regcred");

        Assert.Equal(VerdictOutcome.Accepted, (await AskAsync(_lab.Pod() with { ServiceAccountName = "builder" })).Outcome);
    }

    [Fact]
    public async Task Judge_MissingSecret_IsToldAndWorksAsSoonAsItIsMade()
    {
        var refused = await AskAsync(_lab.Pod("regcred"));

        Assert.Equal(FailureKind.Unauthorized, refused.Failure?.Kind);
        Assert.EndsWith(
            $"No credentials were sent. Secret 'regcred' in namespace '{_lab.Namespace}' does not exist.", refused.Failure!.Message,
            StringComparison.Ordinal);

        await _lab.CreateAsync("regcred", (_registry.Host, "ann"));
        var healed = await EventuallyAsync(() => AskAsync(_lab.Pod("regcred")), verdict => verdict.Failure is null);
        Assert.Equal(VerdictOutcome.Accepted, healed.Outcome);
    }

    [Fact]
    public async Task Judge_WrongPasswordCorrected_WorksWithoutWaitingForTheFailuresEnd()
    {
        await _lab.CreateAsync("regcred", (_registry.Host, "bob"));
        ScanFailure? last = null;
        await EventuallyAsync(
            () => AskAsync(_lab.Pod("regcred")), verdict => (last = verdict.Failure) is { Kind: FailureKind.Unauthorized, Attempts: >= 3 });

        Assert.Contains($"the credentials of pull secret '{_lab.Namespace}/regcred'", last!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(SecretLab.Password("bob"), last.Message, StringComparison.Ordinal);
        await _lab.ReplaceAsync("regcred", (_registry.Host, "ann"));

        await EventuallyAsync(() => AskAsync(_lab.Pod("regcred")), verdict => verdict.Outcome == VerdictOutcome.Accepted);
        Assert.True(TimeProvider.System.GetUtcNow() < last.RetryAt, "It waited for the failure's own end.");
    }

    [Fact]
    public async Task Judge_KnownToOthers_IsRefusedToThoseWithoutTheSecret()
    {
        await _lab.CreateAsync("regcred", (_registry.Host, "ann"));
        await AskAsync(_lab.Pod("regcred"));
        using var other = await SecretLab.StartAsync(kubernetes.Server, mayRead: false);
        await other.GrantAsync(_lab);

        var refused = await AskAsync(other.Pod("regcred"));

        Assert.Equal(FailureKind.Unauthorized, refused.Failure?.Kind);
        Assert.Contains(
            $"Secret 'regcred' in namespace '{other.Namespace}' does not exist.", refused.Failure!.Message, StringComparison.Ordinal);
        Assert.Equal(FailureKind.Unauthorized, (await AskAsync(_lab.Pod())).Failure?.Kind);
    }

    [Fact]
    public async Task Judge_SecretThatMayNotBeRead_SaysWhatToGrant()
    {
        using var other = await SecretLab.StartAsync(kubernetes.Server, mayRead: false);
        await _lab.CreateAsync("regcred", (_registry.Host, "ann"));

        // The keychain is one silo's: to it, the other lab's namespace is one that its account may not read.
        var refused = await AskAsync(other.Pod("regcred"));

        Assert.Equal(FailureKind.Unauthorized, refused.Failure?.Kind);
        Assert.Contains(
            $"the verb get on the resource secrets (core group) in namespace '{other.Namespace}'", refused.Failure!.Message,
            StringComparison.Ordinal);
    }

    /// <summary>Asks as the webhook does: the tag first, then its digest.</summary>
    private async Task<Verdict> AskAsync(PullContext pod)
    {
        var image = ImageReference.Parse($"{_registry.Host}/team/web:v1");
        var tag = await _cluster.Client.GetGrain<ITagGrain>(image.ToString()).Resolve(pod, Patience);
        if (tag.Digest is not { } digest) return Verdict.NotReadyBecause(null, tag.Failure!);
        return await _cluster.Client.GetGrain<IImageGrain>(digest.ToString()).Judge(new ImageQuestion
        {
            Image = image.At(digest),
            PullContext = pod,
            Rules = new VulnerabilityRules(),
            Patience = Patience,
        });
    }

    private static async Task<Verdict> EventuallyAsync(Func<Task<Verdict>> ask, Predicate<Verdict> condition)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var answer = await ask();
            if (condition(answer)) return answer;
            if (TimeProvider.System.GetElapsedTime(begun) > Long) throw new TimeoutException($"Still {answer}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Token);
        }
    }
}
