using System.Globalization;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Scanner.Failures;

namespace Scanner.Grains.Clair;

/// <summary>
/// Answers for Clair while it is away, so that nobody waits for it, and lets one question through now and then to see whether it
/// is back. Only Clair's own absence counts; what it says about an image never does, or one image could cut it off for all.
/// </summary>
internal sealed partial class ClairCircuit
{
    /// <summary>Half of at least <see cref="Throughput"/> calls within this time must fail to open the circuit.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(30);

    /// <summary>
    /// More calls than one image makes within the window: its read may time out for reasons of its own, and only once.
    /// </summary>
    public const int Throughput = 5;

    /// <summary>How long an open circuit answers before Clair is asked again: 1 ms of its time for each silo.</summary>
    public static readonly TimeSpan Break = TimeSpan.FromSeconds(10);

    private readonly Uri _address;
    private readonly TimeProvider _clock;
    private readonly Func<Task> _probe;
    private readonly ILogger _logger;
    private readonly CircuitBreakerStateProvider _state = new();
    private readonly ResiliencePipeline<RpcException?> _pipeline;
    private long _awaySinceTicks;

    /// <param name="address">Clair's, for messages.</param>
    /// <param name="clock">The time.</param>
    /// <param name="logger">Told when it opens and closes.</param>
    /// <param name="probe">Asks Clair for something cheap, with a short deadline of its own.</param>
    public ClairCircuit(Uri address, TimeProvider clock, ILogger logger, Func<Task> probe)
    {
        (_address, _clock, _logger, _probe) = (address, clock, logger, probe);
        // What runs in it is the fault that a call ended with, if any: a call of its own would count where nothing is known.
        _pipeline = new ResiliencePipelineBuilder<RpcException?> { Name = "clair", TimeProvider = clock }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<RpcException?>
            {
                FailureRatio = 0.5,
                MinimumThroughput = Throughput,
                SamplingDuration = Window,
                BreakDuration = Break,
                StateProvider = _state,
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Result is not null),
                OnOpened = arguments =>
                {
                    LogOpened(_address, arguments.Outcome.Result?.Status.Detail, arguments.BreakDuration);
                    return default;
                },
                OnClosed = _ =>
                {
                    LogClosed(_address);
                    return default;
                },
            })
            .Build();
    }

    /// <param name="call">The call.</param>
    /// <param name="isPost">A post's deadline is minutes; a registry that hangs uses it up, which tells nothing about Clair.</param>
    /// <param name="cancellationToken">Ends the wait for the question whether Clair is back; the call has its own.</param>
    /// <exception cref="ScanException">The circuit is open.</exception>
    /// <exception cref="RpcException">The call failed, or the question whether Clair is back did.</exception>
    public async Task<T> ExecuteAsync<T>(Func<Task<T>> call, bool isPost, CancellationToken cancellationToken)
    {
        // The call itself may take minutes, or be cancelled, and would leave open whether Clair is back.
        if (_state.CircuitState != CircuitState.Closed) await ProbeAsync().WaitAsync(cancellationToken);
        try
        {
            var answer = await call();
            await CountAsync(fault: null);
            return answer;
        }
        catch (RpcException e)
        {
            if (IsFault(e, isPost) is { } isFault) await CountAsync(isFault ? e : null);
            throw;
        }
    }

    private async Task ProbeAsync()
    {
        RpcException? fault;
        try
        {
            fault = await _pipeline.ExecuteAsync(async _ =>
            {
                try
                {
                    await _probe();
                }
                catch (RpcException e) when (IsFault(e, isPost: false) != false)
                {
                    return e;
                }

                Note(fault: null);
                return null;
            });
        }
        catch (BrokenCircuitException e)
        {
            throw Open(e.RetryAfter ?? Break);
        }

        if (fault is not null) throw fault;
    }

    private async ValueTask CountAsync(RpcException? fault)
    {
        Note(fault);
        try
        {
            await _pipeline.ExecuteAsync(static (fault, _) => ValueTask.FromResult(fault), fault);
        }
        catch (BrokenCircuitException)
        {
            // It opened while the call was under way; a probe closes it.
        }
    }

    private void Note(RpcException? fault)
    {
        if (fault is null) Volatile.Write(ref _awaySinceTicks, 0);
        else Interlocked.CompareExchange(ref _awaySinceTicks, _clock.GetUtcNow().UtcTicks, 0);
    }

    private ScanException Open(TimeSpan wait)
    {
        var since = Volatile.Read(ref _awaySinceTicks) is > 0 and var ticks
            ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : _clock.GetUtcNow();
        var seconds = Math.Max(1, Math.Ceiling(wait.TotalSeconds));
        return new ScanException(
            FailureKind.ClairUnavailable,
            string.Create(
                CultureInfo.InvariantCulture,
                $"Clair at {_address} has not answered since {since:HH:mm:ss} UTC and is asked again in {seconds} s."))
        {
            RetryAfter = wait,
        };
    }

    /// <summary>Whether the error means that Clair is away; null where it tells nothing about that.</summary>
    private static bool? IsFault(RpcException error, bool isPost) => error.StatusCode switch
    {
        StatusCode.Unavailable => true,
        StatusCode.DeadlineExceeded => isPost ? null : true,
        StatusCode.Cancelled => null,
        // Not "failed to query the database": a poisoned layer says that for ever, and all others are well.
        StatusCode.Internal => ClairFailures.IsAway(error.Status.Detail),
        _ => false,
    };

    [LoggerMessage(LogLevel.Warning, "Clair at {Address} is away ({Error}); it is asked again in {Break}.")]
    private partial void LogOpened(Uri address, string? error, TimeSpan @break);

    [LoggerMessage(LogLevel.Information, "Clair at {Address} is back.")]
    private partial void LogClosed(Uri address);
}
