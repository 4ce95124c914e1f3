using System.Text;
using Grpc.Core;
using Scanner.Failures;
using Scanner.Testing.Clair;
using Scanner.Testing.Images;
using Scanner.Testing.Registry.Faults;
using Scanner.Verdicts;

namespace Scanner.Grains.Tests.Cluster;

/// <summary>
/// Whatever goes wrong is told in words a stranger understands, is not taken for a verdict, and leaves no digest stuck: when
/// the fault is over, asking again ends in a verdict.
/// </summary>
public sealed class BadInputTests : IAsyncLifetime
{
    private ScannerWorld _world = null!;

    public static TheoryData<string, FailureKind, string> RegistryFaults => new()
    {
        { "401", FailureKind.Unauthorized, "401" },
        { "403", FailureKind.Unauthorized, "403" },
        { "404", FailureKind.NotFound, "404" },
        { "500", FailureKind.RegistryUnavailable, "500" },
        { "lying", FailureKind.ManifestInvalid, "digest" },
        { "html", FailureKind.RegistryUnavailable, "web page" },
        { "drop", FailureKind.RegistryUnavailable, "" },
    };

    public static TheoryData<ClairGarbage> Garbage =>
        [ClairGarbage.WrongName, ClairGarbage.MissingLayers, ClairGarbage.OtherLayers, ClairGarbage.UnknownSeverity, ClairGarbage.NoAncestry, ClairGarbage.NoStatus];

    private string Image => $"team/web@{SampleImages.Vulnerable.Digest}";

    public async ValueTask InitializeAsync()
    {
        _world = await ScannerWorld.StartAsync();
        _world.Registry.Push(SampleImages.Vulnerable, "team/web", "v1");
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [MemberData(nameof(RegistryFaults))]
    public async Task Judge_RegistryFault_IsToldAndHealed(string fault, FailureKind kind, string word)
    {
        var active = _world.Registry.Faults.Add(fault switch
        {
            "lying" => RegistryFault.LyingContent(),
            "html" => RegistryFault.HtmlPage(),
            "drop" => RegistryFault.DropConnection(),
            _ => RegistryFault.Status(int.Parse(fault, System.Globalization.CultureInfo.InvariantCulture)),
        });

        AssertNotReady(await _world.AskAsync(Image), kind, word);
        active.Dispose();
        await AssertHealsAsync();
    }

    [Fact]
    public async Task Judge_TooManyRequests_WaitsAsLongAsTheRegistryAsks()
    {
        await using var world = await ScannerWorld.StartAsync(("Registry:RequestTimeout", "00:00:03"), ("Registry:AttemptTimeout", "00:00:02"));
        world.Registry.Push(SampleImages.Vulnerable, "team/web");
        world.Registry.Faults.Add(RegistryFault.TooManyRequests(TimeSpan.FromSeconds(6)) with { Times = 1 });

        AssertNotReady(await world.AskAsync(Image), FailureKind.RegistryThrottled, "429");

        var requests = world.Registry.Counters.Requests.Count;
        AssertNotReady(await world.AskAsync(Image), FailureKind.RegistryThrottled, "429");
        Assert.Equal(requests, world.Registry.Counters.Requests.Count);
        await ScannerWorld.EventuallyAsync(() => world.AskAsync(Image), answer => answer.Outcome == VerdictOutcome.Refused);
    }

    [Fact]
    public async Task Judge_UnknownHost_IsTold()
    {
        var verdict = await AskElsewhereAsync("registry.invalid/team/web");

        AssertNotReady(verdict, FailureKind.RegistryUnavailable, "registry.invalid");
    }

    [Fact]
    public async Task Judge_LoopbackRegistryThatIsNotListed_IsRefused()
    {
        var port = _world.Registry.BaseAddress.Port;

        AssertNotReady(await AskElsewhereAsync($"localhost:{port}/team/web"), FailureKind.AddressRefused, "Registry:Trusted");
    }

    [Fact]
    public async Task Judge_TruncatedLayer_IsTold()
    {
        var image = new ImageBuilder().Layer(new LayerBuilder().DebianRelease("12", "bookworm").Compression(LayerCompression.TruncatedGzip).Build()).Build();
        _world.Registry.Push(image, "team/web");

        AssertNotReady(await _world.AskAsync($"team/web@{image.Digest}"), FailureKind.LayerUnreadable, image.Layers[0].Digest);
    }

    [Fact]
    public async Task Judge_ZstdLayer_IsToldWithoutAskingClair()
    {
        var image = new ImageBuilder(ImageFormat.Oci).LayerAsIs(new LayerBuilder().File("a", "b").Compression(LayerCompression.Zstd).Build()).Build();
        _world.Registry.Push(image, "team/web");

        AssertNotReady(await _world.AskAsync($"team/web@{image.Digest}"), FailureKind.LayerUnreadable, "zstd");
        Assert.Empty(_world.Clair.Counters.Posts);
    }

    [Fact]
    public async Task Judge_MissingLayer_IsTold()
    {
        _world.Registry.DeleteBlob("team/web", SampleImages.Vulnerable.Layers[0].Digest);

        AssertNotReady(await _world.AskAsync(Image), FailureKind.LayerUnreachable, SampleImages.Vulnerable.Layers[0].Digest);
    }

    [Fact]
    public async Task Judge_Schema1_IsRefusedByName()
    {
        var manifest = Encoding.UTF8.GetBytes("{\"schemaVersion\":1,\"name\":\"team/web\",\"tag\":\"v1\"}");
        var digest = _world.Registry.PushManifest(manifest, "application/vnd.docker.distribution.manifest.v1+prettyjws", "team/web");

        AssertNotReady(await _world.AskAsync($"team/web@{digest}"), FailureKind.ManifestInvalid, "schema 1");
    }

    [Fact]
    public async Task Judge_ClairDown_IsToldAndHealed()
    {
        await _world.Clair.StopServerAsync();

        AssertNotReady(await _world.AskAsync(Image), FailureKind.ClairUnavailable, "Clair");

        await _world.Clair.StartServerAsync(TestContext.Current.CancellationToken);
        await AssertHealsAsync();
    }

    [Fact]
    public async Task Judge_ClairsDatabaseDown_IsToldAndHealed()
    {
        _world.Clair.Faults.DatabaseDown = true;

        AssertNotReady(await _world.AskAsync(Image), FailureKind.ClairUnavailable, "database");

        _world.Clair.Faults.DatabaseDown = false;
        await AssertHealsAsync();
    }

    [Fact]
    public async Task Judge_EmptyDatabase_IsNeverClean()
    {
        _world.Clair.Faults.NoLastUpdateTime = true;

        AssertNotReady(await _world.AskAsync(Image), FailureKind.DatabaseEmpty, "empty");

        _world.Clair.Faults.NoLastUpdateTime = false;
        await AssertHealsAsync();
    }

    [Theory]
    [MemberData(nameof(Garbage))]
    public async Task Judge_ClairAnswersGarbage_IsToldAndHealed(ClairGarbage garbage)
    {
        _world.Clair.Faults.Garbage = garbage;

        var verdict = await _world.AskAsync(Image);

        Assert.Equal(VerdictOutcome.NotReady, verdict.Outcome);
        Assert.True(verdict.Failure?.Kind is FailureKind.ClairAnswerInvalid or FailureKind.DatabaseEmpty, verdict.ToString());
        _world.Clair.Faults.Garbage = ClairGarbage.None;
        await AssertHealsAsync();
    }

    [Fact]
    public async Task Judge_PostFailsOnce_HealsUnderAnotherName()
    {
        _world.Clair.Faults.FailNextPosts(1, StatusCode.Internal, "clair error reason: 'failed to query the database.'");

        AssertNotReady(await _world.AskAsync(Image), FailureKind.ClairUnavailable, "docs/clair.md");

        await AssertHealsAsync();
    }

    [Fact]
    public async Task Judge_FailedScan_IsAnsweredFromMemoryForSeconds()
    {
        var fault = _world.Registry.Faults.Add(RegistryFault.Status(404));
        await _world.AskAsync(Image);
        var requests = _world.Registry.Counters.Requests.Count;

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => _world.AskAsync(Image)));

        Assert.All(answers, answer => Assert.Equal(FailureKind.NotFound, answer.Failure?.Kind));
        Assert.Equal(requests, _world.Registry.Counters.Requests.Count);
        fault.Dispose();
        await AssertHealsAsync();
    }

    private static void AssertNotReady(Verdict verdict, FailureKind kind, string word)
    {
        Assert.Equal(VerdictOutcome.NotReady, verdict.Outcome);
        Assert.Equal(kind, verdict.Failure?.Kind);
        Assert.Contains(word, verdict.Failure!.Message, StringComparison.OrdinalIgnoreCase);
    }

    private async Task AssertHealsAsync()
    {
        var verdict = await ScannerWorld.EventuallyAsync(() => _world.AskAsync(Image), answer => answer.Outcome != VerdictOutcome.NotReady);
        Assert.Equal(VerdictOutcome.Refused, verdict.Outcome);
    }

    private async Task<Verdict> AskElsewhereAsync(string name)
    {
        var digest = SampleImages.Vulnerable.Digest;
        return await _world.ImageGrain(digest).Judge(new ImageQuestion
        {
            Image = Scanner.Images.ImageReference.Parse($"{name}@{digest}"),
            PullContext = Scanner.Images.PullContext.None,
            Rules = new VulnerabilityRules(),
            Patience = TimeSpan.FromSeconds(20),
        });
    }
}
