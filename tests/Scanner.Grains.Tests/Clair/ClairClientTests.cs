using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Scanner.Failures;
using Scanner.Grains.Clair;
using Scanner.Images;
using Scanner.Testing.Clair;
using Scanner.Testing.Images;
using Scanner.Testing.Registry;

namespace Scanner.Grains.Tests.Clair;

public sealed class ClairClientTests : IAsyncLifetime
{
    private const string Repository = "team/web";

    private ClairStandIn _clair = null!;
    private RegistryStandIn _registry = null!;
    private ClairClient _client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _clair = await ClairStandIn.StartAsync(cancellationToken: Token);
        _registry = await RegistryStandIn.StartAsync(cancellationToken: Token);
        _registry.Push(SampleImages.Vulnerable, Repository);
        _client = Client(new ClairOptions { Address = _clair.Address });
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _clair.DisposeAsync();
        await _registry.DisposeAsync();
    }

    [Fact]
    public async Task PostAndGet_VulnerableImage_FindsItsVulnerabilities()
    {
        await _client.PostAncestryAsync(Post("a#1"), Token);

        var ancestry = await _client.GetAncestryAsync("a#1", Token);

        Assert.NotNull(ancestry);
        var layer = Assert.Single(ancestry.Layers);
        Assert.Contains(layer.Findings, finding => finding is
        {
            Vulnerability: "CVE-2024-2961", Feature: "glibc", Version: "2.36-9", FixedBy: "2.36-9+deb12u6", Namespace: "debian:12",
        });
        Assert.Contains(layer.Findings, finding => finding is { Vulnerability: "CVE-2023-45853", FixedBy: null });
    }

    [Fact]
    public async Task GetAncestry_UnknownName_IsNull() => Assert.Null(await _client.GetAncestryAsync("never-posted", Token));

    [Fact]
    public async Task GetStatus_DetectorsInRandomOrder_ReadAlike()
    {
        var first = await _client.GetStatusAsync(Token);

        for (var i = 0; i < 10; i++) Assert.Equal(first, await _client.GetStatusAsync(Token));
        Assert.NotNull(first.DatabaseTime);
        Assert.Contains("dpkg:1.0", first.Detectors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetStatus_DatabaseNeverUpdated_HasNoTime()
    {
        _clair.Faults.NoLastUpdateTime = true;

        Assert.Null((await _client.GetStatusAsync(Token)).DatabaseTime);
    }

    [Fact]
    public async Task PostAncestry_Authorization_IsSentToTheRegistry()
    {
        await _client.PostAncestryAsync(Post("a#1", authorization: "Bearer abc"), Token);

        Assert.Contains(_registry.Counters.Requests, request => request is { Kind: RequestKind.Blob, HasAuthorization: true });
    }

    [Fact]
    public async Task PostAncestry_Cancelled_IsCancelledAndNotAFailure()
    {
        _clair.Faults.LayerDelay = TimeSpan.FromMinutes(5);
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var post = _client.PostAncestryAsync(Post("a#1"), cancellation.Token);
        await _clair.Counters.WaitAsync(counters => counters.PostsInFlight == 1, Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => post);
    }

    [Fact]
    public async Task GetStatus_ClairDown_IsUnavailable()
    {
        await _clair.StopServerAsync();

        var error = await Assert.ThrowsAsync<ScanException>(() => _client.GetStatusAsync(Token));

        Assert.Equal(FailureKind.ClairUnavailable, error.Kind);
        Assert.Contains(_clair.Address.Authority, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetStatus_NotAClair_SaysWhereToLook()
    {
        using var client = Client(new ClairOptions { Address = new Uri($"http://{_registry.Host}") });

        var error = await Assert.ThrowsAsync<ScanException>(() => client.GetStatusAsync(Token));

        Assert.True(error.Kind is FailureKind.ClairAnswerInvalid or FailureKind.ClairUnavailable, error.ToString());
    }

    [Theory]
    [InlineData(ClairGarbage.WrongName)]
    [InlineData(ClairGarbage.UnknownSeverity)]
    [InlineData(ClairGarbage.NoAncestry)]
    public async Task GetAncestry_Garbage_IsRefused(ClairGarbage garbage)
    {
        await _client.PostAncestryAsync(Post("a#1"), Token);
        _clair.Faults.Garbage = garbage;

        var error = await Assert.ThrowsAsync<ScanException>(() => _client.GetAncestryAsync("a#1", Token));

        Assert.Equal(FailureKind.ClairAnswerInvalid, error.Kind);
    }

    private static ClairClient Client(ClairOptions options) => new(Options.Create(options), NullLoggerFactory.Instance, TimeProvider.System);

    private AncestryPost Post(string name, string? authorization = null) => new()
    {
        Name = name,
        Layers = [.. SampleImages.Vulnerable.Layers.Select(layer => Digest.Parse(layer.Digest))],
        Repository = Repository,
        Access = new BlobAccess { Registry = _registry.BaseAddress, Authorization = authorization },
    };
}
