using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Scanner.Grains.Clair;

namespace Scanner.Grains.Tests.Clair;

public sealed class ClairStatusWatchTests : IDisposable
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 23, 0, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _clock = new();
    private readonly FakeBackend _backend = new();
    private readonly ClairStatusWatch _watch;

    public ClairStatusWatchTests() =>
        _watch = new ClairStatusWatch(_backend, Options.Create(new ClairOptions()), _clock, NullLogger<ClairStatusWatch>.Instance);

    public void Dispose() => _watch.Dispose();

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
    public async Task Ask_DatabaseEmptied_IsSeenAsALoss()
    {
        _watch.Observe(new BackendStatus(Monday, "dpkg:1.0"));
        _backend.Status = new BackendStatus(null, "dpkg:1.0");

        await _watch.AskAsync(TestContext.Current.CancellationToken);

        Assert.Null(_watch.Latest?.DatabaseTime);
        Assert.Equal(_clock.GetUtcNow(), _watch.LostAt);
    }

    [Fact]
    public async Task Ask_DatabaseRestored_IsSeenAsALossAndBelieved()
    {
        _watch.Observe(new BackendStatus(Monday, "dpkg:1.0"));
        _backend.Status = new BackendStatus(Monday.AddDays(-1), "dpkg:1.0");

        await _watch.AskAsync(TestContext.Current.CancellationToken);

        Assert.Equal(Monday.AddDays(-1), _watch.Latest?.DatabaseTime);
        Assert.NotNull(_watch.LostAt);
    }

    [Fact]
    public async Task Ask_DatabaseUpdated_IsNoLoss()
    {
        _watch.Observe(new BackendStatus(Monday, "dpkg:1.0"));
        _backend.Status = new BackendStatus(Monday.AddDays(1), "dpkg:1.0");

        await _watch.AskAsync(TestContext.Current.CancellationToken);

        Assert.Null(_watch.LostAt);
    }

    [Fact]
    public void Observe_OtherDetectors_AreSeen()
    {
        _watch.Observe(new BackendStatus(Monday, "dpkg:1.0"));
        _watch.Observe(new BackendStatus(Monday, "dpkg:2.0"));

        Assert.Equal("dpkg:2.0", _watch.Latest?.Detectors);
    }

    private sealed class FakeBackend : IScannerBackend
    {
        public BackendStatus Status { get; set; } = new(null, "");

        public Task<BackendStatus> GetStatusAsync(CancellationToken cancellationToken) => Task.FromResult(Status);

        public Task<BackendStatus> PostAncestryAsync(AncestryPost post, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Ancestry?> GetAncestryAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<NotificationPage?> GetNotificationAsync(string name, string? page, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task MarkNotificationAsReadAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
