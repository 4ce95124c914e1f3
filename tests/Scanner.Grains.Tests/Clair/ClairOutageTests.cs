using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Scanner.Failures;
using Scanner.Grains.Clair;
using Scanner.Testing.Clair;

namespace Scanner.Grains.Tests.Clair;

/// <summary>Clair goes away in several ways, and comes back.</summary>
public sealed class ClairOutageTests : IAsyncLifetime
{
    // It starts at the time of now, because the deadlines of gRPC run on the machine's clock.
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private ClairStandIn _clair = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _clair = await ClairStandIn.StartAsync(cancellationToken: Token);

    public ValueTask DisposeAsync() => _clair.DisposeAsync();

    [Fact]
    public async Task DatabaseDown_Calls_StopAndGoOnByThemselves()
    {
        using var client = Client(_clair.Address);
        _clair.Faults.DatabaseDown = true;
        for (var i = 0; i < ClairCircuit.Throughput; i++) await AssertUnavailableAsync(client);
        Assert.Equal(ClairCircuit.Throughput, _clair.Counters.Statuses);

        var error = await AssertUnavailableAsync(client);
        Assert.Contains("is asked again in 10 s", error.Message, StringComparison.Ordinal);
        Assert.Equal(ClairCircuit.Throughput, _clair.Counters.Statuses);

        _clair.Faults.DatabaseDown = false;
        _clock.Advance(ClairCircuit.Break);
        Assert.Null(await client.GetAncestryAsync("unknown", Token));
        Assert.Equal((ClairCircuit.Throughput + 1, 1), (_clair.Counters.Statuses, _clair.Counters.Gets));
    }

    [Fact]
    public async Task ServerGone_Calls_StopAndGoOnByThemselves()
    {
        using var client = Client(_clair.Address);
        await client.GetStatusAsync(Token);
        await _clair.StopServerAsync();
        while (!(await AssertUnavailableAsync(client)).Message.Contains("is asked again", StringComparison.Ordinal))
        {
            // One that was under way when it went may count once.
        }

        await _clair.StartServerAsync(Token);
        _clock.Advance(ClairCircuit.Break);

        Assert.NotNull((await client.GetStatusAsync(Token)).DatabaseTime);
    }

    [Fact]
    public async Task ImagesWhoseReadsHang_EndAtTheirDeadlineAndOthersAreRead()
    {
        using var client = Client(_clair.Address, readTimeout: TimeSpan.FromSeconds(2), TimeProvider.System);
        _clair.Faults.ReadGate = (name, cancellationToken) =>
            name == "heavy" ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken) : Task.CompletedTask;
        for (var i = 0; i < 2 * ClairCircuit.Throughput; i++)
        {
            // Each scan asks for the status first, and the images of others are read meanwhile.
            await client.GetStatusAsync(Token);
            Assert.Null(await client.GetAncestryAsync("light", Token));
        }

        await Task.WhenAll(Enumerable.Range(0, 2 * ClairCircuit.Throughput).Select(async _ =>
        {
            var error = await Assert.ThrowsAsync<ScanException>(() => client.GetAncestryAsync("heavy", Token));
            Assert.Contains("did not answer GetAncestry in time", error.Message, StringComparison.Ordinal);
        }));

        Assert.Null(await client.GetAncestryAsync("light", Token));
    }

    [Fact]
    public async Task Silence_Calls_EndAtTheirDeadlineAndGoOnWhenItIsOver()
    {
        await using var relay = SilentRelay.Start(_clair.Address);
        using var client = Client(relay.Address, readTimeout: TimeSpan.FromSeconds(1));
        await client.GetStatusAsync(Token);
        relay.FallSilent();

        var error = await AssertUnavailableAsync(client);
        Assert.Contains("did not answer GetStatus in time", error.Message, StringComparison.Ordinal);
        var inParallel = Enumerable.Range(0, 20).Select(_ => AssertUnavailableAsync(client));
        await Task.WhenAll(inParallel);
        Assert.Contains("is asked again", (await AssertUnavailableAsync(client)).Message, StringComparison.Ordinal);

        relay.Speak();
        _clock.Advance(ClairCircuit.Break);
        Assert.NotNull((await client.GetStatusAsync(Token)).DatabaseTime);
    }

    [Fact]
    public async Task GetStatus_SlowReadsAllowed_HasAShortDeadlineOfItsOwn()
    {
        // A relay that is silent from the start: even the connection's first bytes get no answer.
        await using var relay = SilentRelay.Start(_clair.Address);
        relay.FallSilent();
        using var client = Client(relay.Address, readTimeout: TimeSpan.FromHours(1));

        await AssertUnavailableAsync(client);
    }

    private static async Task<ScanException> AssertUnavailableAsync(ClairClient client)
    {
        var error = await Assert.ThrowsAsync<ScanException>(() => client.GetStatusAsync(Token));
        Assert.Equal(FailureKind.ClairUnavailable, error.Kind);
        return error;
    }

    private ClairClient Client(Uri address, TimeSpan? readTimeout = null, TimeProvider? clock = null)
    {
        var options = new ClairOptions { Address = address, ReadTimeout = readTimeout ?? TimeSpan.FromSeconds(30) };
        return new ClairClient(Options.Create(options), NullLoggerFactory.Instance, clock ?? _clock);
    }
}
