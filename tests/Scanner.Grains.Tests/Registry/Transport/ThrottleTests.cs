using Microsoft.Extensions.Time.Testing;
using Scanner.Failures;
using Scanner.Grains.Registry;
using Scanner.Grains.Registry.Transport;
using Scanner.Images;
using Scanner.Testing.Images;
using Scanner.Testing.Registry;
using Scanner.Testing.Registry.Faults;

namespace Scanner.Grains.Tests.Registry.Transport;

public sealed class ThrottleTests : IAsyncLifetime
{
    private static readonly Digest Wanted = Digest.Parse(SampleImages.Clean.Digest);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private RegistryStandIn _registry = null!;
    private RegistryServices _services = null!;
    private RegistryClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _registry = await RegistryStandIn.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        _registry.Push(SampleImages.Clean, "lab/web", "v1");
        _services = new RegistryServices(_time, null, $"Registry:Insecure:0={_registry.Host}");
        _client = _services.Client(_registry.Host);
    }

    public ValueTask DisposeAsync()
    {
        _services.Dispose();
        return _registry.DisposeAsync();
    }

    [Fact]
    public async Task Get_LongRetryAfter_FailsAtOnceAndPausesTheRegistry()
    {
        _registry.Faults.Add(RegistryFault.TooManyRequests(TimeSpan.FromSeconds(120)) with { Times = 1 });
        var failure = await FailAsync();
        Assert.Equal(FailureKind.RegistryThrottled, failure.Kind);
        Assert.Equal(TimeSpan.FromSeconds(120), failure.RetryAfter);
        Assert.Contains("It may be asked again in 120 s.", failure.Message, StringComparison.Ordinal);
        Assert.Equal(_time.GetUtcNow() + TimeSpan.FromSeconds(120), _client.PausedUntil);

        _time.Advance(TimeSpan.FromSeconds(20));
        var next = await FailAsync();
        Assert.Equal(FailureKind.RegistryThrottled, next.Kind);
        Assert.Equal(TimeSpan.FromSeconds(100), next.RetryAfter);
        Assert.Equal(1, _registry.Counters.ManifestGets);

        _time.Advance(TimeSpan.FromSeconds(100));
        Assert.Null(_client.PausedUntil);
        await GetAsync();
    }

    [Fact]
    public async Task Get_RetryAfterAsADate_IsHonoured()
    {
        _registry.Faults.Add(RegistryFault.TooManyRequests(_time.GetUtcNow() + TimeSpan.FromSeconds(90)));
        Assert.Equal(TimeSpan.FromSeconds(90), (await FailAsync()).RetryAfter);
    }

    [Theory]
    [InlineData("99999999")]
    [InlineData("1772370000")]
    public async Task Get_ExcessiveRetryAfter_IsCapped(string retryAfter)
    {
        _registry.Faults.Add(RegistryFault.Status(429, retryAfter));
        Assert.Equal(RegistryPause.Longest, (await FailAsync()).RetryAfter);
        Assert.Equal(_time.GetUtcNow() + RegistryPause.Longest, _client.PausedUntil);
    }

    [Fact]
    public async Task Get_ShortRetryAfter_IsWaitedFor()
    {
        _registry.Faults.Add(RegistryFault.TooManyRequests(TimeSpan.FromSeconds(5)) with { Times = 1 });
        var get = GetAsync();
        while (_client.PausedUntil is null)
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
        while (!get.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(
                get, Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken));
        }
        await get;
        Assert.Equal(2, _registry.Counters.ManifestGets);
    }

    [Fact]
    public async Task ResolveTag_Throttled_DoesNotAskASecondTime()
    {
        _registry.Faults.Add(RegistryFault.TooManyRequests(TimeSpan.FromSeconds(120)));
        var failure = await Assert.ThrowsAsync<ScanException>(
            () => _client.ResolveTagAsync("lab/web", "v1", PullContext.None, TestContext.Current.CancellationToken));
        Assert.Equal(FailureKind.RegistryThrottled, failure.Kind);
        Assert.Single(_registry.Counters.Requests);
    }

    private Task<RawManifest> GetAsync() =>
        _client.GetManifestAsync("lab/web", Wanted, PullContext.None, TestContext.Current.CancellationToken);

    private Task<ScanException> FailAsync() => Assert.ThrowsAsync<ScanException>(GetAsync);
}
