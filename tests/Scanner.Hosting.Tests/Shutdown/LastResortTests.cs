using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Scanner.Hosting.Shutdown;

namespace Scanner.Hosting.Tests.Shutdown;

public sealed class LastResortTests : IHostApplicationLifetime, IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(40);

    private readonly CancellationTokenSource _stopping = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly List<int> _exits = [];
    private readonly LastResort _lastResort;

    public LastResortTests() => _lastResort = new LastResort(
        this, Options.Create(new HostOptions { ShutdownTimeout = Timeout }), _clock, NullLogger<LastResort>.Instance)
    {
        Exit = _exits.Add,
    };

    CancellationToken IHostApplicationLifetime.ApplicationStarted => default;

    CancellationToken IHostApplicationLifetime.ApplicationStopping => _stopping.Token;

    CancellationToken IHostApplicationLifetime.ApplicationStopped => default;

    public void Dispose()
    {
        _lastResort.Dispose();
        _stopping.Dispose();
    }

    [Fact]
    public async Task Stopping_LongerThanAllowed_EndsTheProcess()
    {
        await _lastResort.StartAsync(TestContext.Current.CancellationToken);
        await _stopping.CancelAsync();

        _clock.Advance(Timeout);
        Assert.Empty(_exits);
        _clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal([1], _exits);
    }

    [Fact]
    public async Task Stopping_InTime_LeavesTheProcessAlone()
    {
        await _lastResort.StartAsync(TestContext.Current.CancellationToken);
        await _stopping.CancelAsync();

        _lastResort.Dispose();
        _clock.Advance(Timeout * 2);

        Assert.Empty(_exits);
    }

    [Fact]
    public async Task Running_NotToldToStop_IsLeftAlone()
    {
        await _lastResort.StartAsync(TestContext.Current.CancellationToken);

        _clock.Advance(TimeSpan.FromDays(1));

        Assert.Empty(_exits);
    }

    void IHostApplicationLifetime.StopApplication() => throw new NotSupportedException();
}
