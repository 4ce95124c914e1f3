using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Scanner.Grains.Clair;

namespace Scanner.Grains.Tests.Clair;

public sealed class ClairStatusWatchTests : IDisposable
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 23, 0, 0, 0, TimeSpan.Zero);

    private readonly ClairClient _client = new(Options.Create(new ClairOptions()), NullLoggerFactory.Instance, TimeProvider.System);
    private readonly ClairStatusWatch _watch;

    public ClairStatusWatchTests() =>
        _watch = new ClairStatusWatch(_client, Options.Create(new ClairOptions()), new FakeTimeProvider(), NullLogger<ClairStatusWatch>.Instance);

    public void Dispose()
    {
        _watch.Dispose();
        _client.Dispose();
    }

    [Fact]
    public void Latest_NothingObserved_IsNull() => Assert.Null(_watch.Latest);

    [Fact]
    public void Observe_Newer_Replaces()
    {
        _watch.Observe(new BackendStatus(Monday, "dpkg:1.0"));
        _watch.Observe(new BackendStatus(Monday.AddDays(1), "dpkg:1.0"));

        Assert.Equal(Monday.AddDays(1), _watch.Latest?.DatabaseTime);
    }

    [Fact]
    public void Observe_OlderAnswerThatWasOvertaken_IsPassedOver()
    {
        _watch.Observe(new BackendStatus(Monday, "dpkg:1.0"));
        _watch.Observe(new BackendStatus(Monday.AddDays(-1), "dpkg:1.0"));

        Assert.Equal(Monday, _watch.Latest?.DatabaseTime);
    }

    [Fact]
    public void Observe_DatabaseEmptied_IsSeen()
    {
        _watch.Observe(new BackendStatus(Monday, "dpkg:1.0"));
        _watch.Observe(new BackendStatus(null, "dpkg:1.0"));

        Assert.Null(_watch.Latest?.DatabaseTime);
    }

    [Fact]
    public void Observe_OtherDetectors_AreSeen()
    {
        _watch.Observe(new BackendStatus(Monday, "dpkg:1.0"));
        _watch.Observe(new BackendStatus(Monday, "dpkg:2.0"));

        Assert.Equal("dpkg:2.0", _watch.Latest?.Detectors);
    }
}
