using Grpc.Core;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Scanner.Failures;
using Scanner.Grains.Clair;

namespace Scanner.Grains.Tests.Clair;

public sealed class ClairCircuitTests
{
    private static readonly RpcException Away = Error(StatusCode.Unavailable, "connection refused");

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 24, 3, 0, 0, TimeSpan.Zero));
    private readonly ClairCircuit _circuit;
    private Func<Task> _probe = () => throw Away;
    private int _probes;
    private int _calls;

    public ClairCircuitTests() => _circuit = new ClairCircuit(new Uri("http://clair:6060"), _clock, NullLogger.Instance, () =>
    {
        _probes++;
        return _probe();
    });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>What Clair says about an image, and may say again and again.</summary>
    public static TheoryData<StatusCode, string> AboutAnImage => new()
    {
        { StatusCode.Internal, "clair error reason: 'failed to download layer blob.'" },
        { StatusCode.Internal, "clair error reason: 'failed to extract files from layer blob.'" },
        { StatusCode.Internal, "clair error reason: 'failed to query the database.'" },
        { StatusCode.Internal, "clair error reason: 'an error occurred when querying the backend'" },
        { StatusCode.ResourceExhausted, "grpc: trying to send message larger than max (5619182 vs. 4194304)" },
        { StatusCode.InvalidArgument, "image blob format is not supported" },
    };

    public static TheoryData<StatusCode, string> Absence => new()
    {
        { StatusCode.Unavailable, "Error starting gRPC call." },
        { StatusCode.DeadlineExceeded, "" },
        { StatusCode.Internal, "dial tcp 127.0.0.1:5433: connect: connection refused" },
        { StatusCode.Internal, "clair error reason: 'dial tcp 127.0.0.1:5433: connect: connection refused'" },
        { StatusCode.Internal, "transport is closing" },
    };

    [Theory, MemberData(nameof(Absence))]
    public async Task Execute_ClairIsAway_OpensAndSaysSinceWhen(StatusCode code, string text)
    {
        var since = _clock.GetUtcNow();
        for (var i = 0; i < ClairCircuit.Throughput; i++)
        {
            await FailAsync(Error(code, text));
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        var error = await Assert.ThrowsAsync<ScanException>(SucceedAsync);

        Assert.Equal(FailureKind.ClairUnavailable, error.Kind);
        Assert.Equal(
            $"Clair at http://clair:6060/ has not answered since {since:HH:mm:ss} UTC and is asked again in 9 s.", error.Message);
        Assert.Equal(TimeSpan.FromSeconds(9), error.RetryAfter);
        Assert.Equal((ClairCircuit.Throughput, 0), (_calls, _probes));
    }

    [Theory, MemberData(nameof(AboutAnImage))]
    public async Task Execute_AnswersAboutAnImage_NeverOpen(StatusCode code, string text)
    {
        for (var i = 0; i < 50; i++) await FailAsync(Error(code, text));

        await SucceedAsync();
    }

    [Theory]
    [InlineData(StatusCode.DeadlineExceeded)]
    [InlineData(StatusCode.Cancelled)]
    public async Task Execute_PostsThatEndByThemselves_NeverOpen(StatusCode code)
    {
        for (var i = 0; i < 50; i++) await FailAsync(Error(code, ""), isPost: true);

        await SucceedAsync();
    }

    [Fact]
    public async Task Execute_PostsWhoseConnectionBreaks_Open()
    {
        for (var i = 0; i < ClairCircuit.Throughput; i++) await FailAsync(Away, isPost: true);

        await Assert.ThrowsAsync<ScanException>(SucceedAsync);
    }

    [Fact]
    public async Task Execute_OneImageWhoseReadsTimeOut_DoesNotCutOffOthers()
    {
        for (var i = 0; i < 50; i++)
        {
            // Each scan asks for the status, posts and then reads.
            await SucceedAsync();
            await SucceedAsync();
            await FailAsync(Error(StatusCode.DeadlineExceeded, ""));
        }

        await SucceedAsync();
    }

    [Fact]
    public async Task Open_BreakOver_AsksOnceAndCloses()
    {
        await OpenAsync();
        _clock.Advance(ClairCircuit.Break);
        _probe = () => Task.CompletedTask;

        await SucceedAsync();
        await SucceedAsync();

        Assert.Equal(1, _probes);
    }

    [Fact]
    public async Task Open_BreakOverAndStillAway_StaysOpenForAnother()
    {
        var since = _clock.GetUtcNow();
        await OpenAsync();
        _clock.Advance(ClairCircuit.Break);

        Assert.Same(Away, await Assert.ThrowsAsync<RpcException>(SucceedAsync));
        var error = await Assert.ThrowsAsync<ScanException>(SucceedAsync);

        Assert.Contains($"since {since:HH:mm:ss} UTC and is asked again in 10 s", error.Message, StringComparison.Ordinal);
        Assert.Equal((ClairCircuit.Throughput, 1), (_calls, _probes));
    }

    [Fact]
    public async Task HalfOpen_ACrowd_SendsOneQuestion()
    {
        await OpenAsync();
        _clock.Advance(ClairCircuit.Break);
        var answer = new TaskCompletionSource();
        _probe = () => answer.Task;
        var first = SucceedAsync();

        for (var i = 0; i < 100; i++) await Assert.ThrowsAsync<ScanException>(SucceedAsync);
        answer.SetResult();
        await first;

        Assert.Equal(1, _probes);
    }

    [Fact]
    public async Task HalfOpen_CallerLeaves_TheQuestionGoesOnAndCloses()
    {
        await OpenAsync();
        _clock.Advance(ClairCircuit.Break);
        var answer = new TaskCompletionSource();
        _probe = () => answer.Task;
        using var leaving = new CancellationTokenSource();
        var left = _circuit.ExecuteAsync(() => Task.FromResult(1), isPost: false, leaving.Token);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);

        answer.SetResult();

        await SucceedAsync();
        Assert.Equal(1, _probes);
    }

    [Fact]
    public async Task Open_CallUnderWay_EndsAsItEnds()
    {
        var answer = new TaskCompletionSource<int>();
        var underWay = _circuit.ExecuteAsync(() => answer.Task, isPost: true, Token);
        await OpenAsync();

        answer.SetResult(7);

        Assert.Equal(7, await underWay);
        await Assert.ThrowsAsync<ScanException>(SucceedAsync);
    }

    private static RpcException Error(StatusCode code, string text) => new(new Status(code, text));

    private async Task OpenAsync()
    {
        for (var i = 0; i < ClairCircuit.Throughput; i++) await FailAsync(Away);
    }

    private async Task FailAsync(RpcException error, bool isPost = false)
    {
        var thrown = await Assert.ThrowsAsync<RpcException>(() => _circuit.ExecuteAsync<int>(
            () =>
            {
                _calls++;
                throw error;
            },
            isPost,
            Token));
        Assert.Same(error, thrown);
    }

    private Task SucceedAsync() => _circuit.ExecuteAsync(
        () =>
        {
            _calls++;
            return Task.FromResult(1);
        },
        isPost: false,
        Token);
}
