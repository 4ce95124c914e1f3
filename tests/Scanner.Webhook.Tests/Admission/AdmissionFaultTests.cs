using System.Net.Sockets;
using System.Text;
using Scanner.Webhook.Admission;
using Scanner.Webhook.Reviews;

namespace Scanner.Webhook.Tests.Admission;

/// <summary>Whatever goes wrong behind the door, the kube-apiserver gets an answer in time.</summary>
public sealed class AdmissionFaultTests : IAsyncLifetime
{
    private const string Head = "POST /validate HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";

    private AdmissionHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await AdmissionHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Validate_ReviewerThrows_FallbackAnswers()
    {
        _host.Reviewer.Answer = (_, _) => throw new InvalidOperationException("broken");
        await AssertFallbackAsync("broken");

        _host.Reviewer.Answer = (_, _) => Task.FromException<Decision>(new TimeoutException("too slow"));
        await AssertFallbackAsync("too slow");

        _host.Reviewer.Answer = (_, _) => Task.FromException<Decision>(new OperationCanceledException("cancelled early"));
        await AssertFallbackAsync("cancelled early");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Validate_ReviewerHangs_FallbackAnswersAtTheDeadline(int version)
    {
        var asked = new TaskCompletionSource<CancellationToken>(TaskCreationOptions.RunContinuationsAsynchronously);
        var never = new TaskCompletionSource<Decision>();
        _host.Reviewer.Answer = (_, cancellationToken) =>
        {
            asked.SetResult(cancellationToken);
            return never.Task;
        };

        var post = _host.PostAsync(ReviewJson.Of(), "?timeout=10s", version);
        var deadline = await asked.Task.WaitAsync(TestContext.Current.CancellationToken);
        _host.Clock.Advance(TimeSpan.FromMilliseconds(9_749));
        Assert.False(deadline.IsCancellationRequested);
        _host.Clock.Advance(TimeSpan.FromMilliseconds(1));

        var answer = await Answer.ReadAsync(await post);
        Assert.Equal(ReviewJson.Uid, answer.Uid);
        Assert.Equal("fallback for Pod team-a/x: out of time", answer.Message);
        never.SetException(new InvalidOperationException("too late to matter"));
    }

    [Fact]
    public async Task Validate_ReviewerUsesAllItsBudget_IsListenedTo()
    {
        var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _host.Reviewer.Answer = async (review, cancellationToken) =>
        {
            var delay = Task.Delay(review.Budget, _host.Clock, cancellationToken);
            waiting.SetResult();
            await delay;
            return AdmissionResponses.Denied("layer 2 of 5");
        };

        var post = _host.PostAsync(ReviewJson.Of(), "?timeout=10s");
        await waiting.Task.WaitAsync(TestContext.Current.CancellationToken);
        _host.Clock.Advance(TimeSpan.FromMilliseconds(9_500));

        Assert.Equal("layer 2 of 5", (await Answer.ReadAsync(await post)).Message);
    }

    [Fact]
    public async Task Validate_ReviewerThrowsAtTheDeadline_FallbackAnswers()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _host.Reviewer.Answer = async (_, cancellationToken) =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            throw new InvalidOperationException("not reached");
        };

        var post = _host.PostAsync(ReviewJson.Of());
        await asked.Task.WaitAsync(TestContext.Current.CancellationToken);
        _host.Clock.Advance(AdmissionTimeout.Default);

        Assert.Equal("fallback for Pod team-a/x: out of time", (await Answer.ReadAsync(await post)).Message);
    }

    [Fact]
    public async Task Validate_FallbackThrows_IsDeniedWithTheUid()
    {
        _host.Reviewer.Answer = (_, _) => throw new InvalidOperationException("broken");
        _host.Fallback.Throws = new InvalidOperationException("broken too");

        var answer = await Answer.ReadAsync(await _host.PostAsync(ReviewJson.Of(apiVersion: AdmissionReview.V1Beta1)));

        Assert.Equal((AdmissionReview.V1Beta1, ReviewJson.Uid, false), (answer.ApiVersion, answer.Uid, answer.Allowed));
        Assert.Contains(_host.Log.Lines, line => line.StartsWith("Critical: Pod team-a/x", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Validate_BodyStops_Is408AtTheDeadline()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await SendAsync(socket, Head + "Content-Length: 1000\r\n\r\n{");
        var answer = ReceiveAsync(socket);
        // The clock is advanced until the handler has taken its deadline from it; how soon that is, only the handler knows.
        while (!answer.IsCompleted)
        {
            _host.Clock.Advance(AdmissionTimeout.Max);
            await Task.Yield();
        }

        Assert.StartsWith("HTTP/1.1 408 ", await answer, StringComparison.Ordinal);
        Assert.Empty(_host.Reviewer.Asked);
    }

    [Fact]
    public async Task Validate_BadChunk_Is400()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await SendAsync(socket, Head + "Transfer-Encoding: chunked\r\n\r\nZZ\r\n{\r\n");

        Assert.StartsWith("HTTP/1.1 400 ", await ReceiveAsync(socket), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_CallerLeaves_ReviewIsCancelled()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _host.Reviewer.Answer = async (_, cancellationToken) =>
        {
            await using var registration = cancellationToken.Register(cancelled.SetResult);
            asked.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            throw new InvalidOperationException("not reached");
        };
        var json = ReviewJson.Of();
        using (var socket = new Socket(SocketType.Stream, ProtocolType.Tcp))
        {
            await SendAsync(socket, $"{Head}Content-Length: {json.Length}\r\n\r\n{json}");
            await asked.Task.WaitAsync(TestContext.Current.CancellationToken);
            socket.LingerState = new LingerOption(true, 0);
        }

        await cancelled.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(
            $"Debug: The caller left before Pod team-a/x (uid {ReviewJson.Uid}) was decided",
            await _host.Log.NextAsync(TestContext.Current.CancellationToken));
    }

    private async Task AssertFallbackAsync(string because)
    {
        var answer = await Answer.ReadAsync(await _host.PostAsync(ReviewJson.Of()));
        Assert.Equal(
            (ReviewJson.Uid, false, $"fallback for Pod team-a/x: {because}"), (answer.Uid, answer.Allowed, answer.Message));
    }

    private async Task SendAsync(Socket socket, string text)
    {
        await socket.ConnectAsync(_host.Http1, TestContext.Current.CancellationToken);
        await socket.SendAsync(Encoding.ASCII.GetBytes(text), TestContext.Current.CancellationToken);
    }

    private static async Task<string> ReceiveAsync(Socket socket)
    {
        var buffer = new byte[4_096];
        var length = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
        return Encoding.ASCII.GetString(buffer, 0, length);
    }
}
