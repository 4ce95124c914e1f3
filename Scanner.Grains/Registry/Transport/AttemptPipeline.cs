using System.Net;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Scanner.Failures;

namespace Scanner.Grains.Registry.Transport;

/// <summary>
/// Retries, circuit and attempt timeout towards one peer of one registry. Lives as long as the registry's client: a pipeline per
/// authority inside the HTTP client (AddResilienceHandler) would be kept for every host that any image ever named.
/// </summary>
internal sealed partial class AttemptPipeline
{
    /// <summary>
    /// Tries after the first. A registry that fails three times within a second is left to the scan's own next attempt.
    /// </summary>
    public const int MaxRetries = 2;

    /// <summary>Before the first retry; doubled for the next, and jittered.</summary>
    public static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// Half of at least <see cref="CircuitThroughput"/> attempts within this time must fail to open the circuit.
    /// </summary>
    public static readonly TimeSpan CircuitWindow = TimeSpan.FromSeconds(30);

    /// <summary>More than the attempts of two operations, so that one image cannot cut a registry off alone.</summary>
    public const int CircuitThroughput = 8;

    /// <summary>How long an open circuit answers for the peer before the next attempt may try.</summary>
    public static readonly TimeSpan CircuitBreak = TimeSpan.FromSeconds(10);

    private static readonly ResiliencePropertyKey<RegistryRequest> RequestKey = new("Scanner.Registry.Request");
    private static readonly ResiliencePropertyKey<RegistryCall> CallKey = new("Scanner.Registry.Call");

    private readonly string _peer;
    private readonly TimeProvider _time;
    private readonly TimeSpan _attemptTimeout;
    private readonly ILogger _logger;
    private readonly ResiliencePipeline<RegistryAnswer> _pipeline;
    private long _openSinceTicks;

    public AttemptPipeline(string peer, RegistryOptions options, TimeProvider time, ILogger logger)
    {
        (_peer, _time, _attemptTimeout, _logger) = (peer, time, options.AttemptTimeout, logger);
        _pipeline = new ResiliencePipelineBuilder<RegistryAnswer> { Name = "registry", TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<RegistryAnswer>
            {
                MaxRetryAttempts = MaxRetries,
                Delay = RetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = arguments => ValueTask.FromResult(ShouldRetry(arguments)),
                DelayGenerator = arguments => ValueTask.FromResult(arguments.Outcome.Result?.RetryAfter),
                OnRetry = OnRetry,
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<RegistryAnswer>
            {
                FailureRatio = 0.5,
                MinimumThroughput = CircuitThroughput,
                SamplingDuration = CircuitWindow,
                BreakDuration = CircuitBreak,
                ShouldHandle = arguments => ValueTask.FromResult(IsFault(arguments.Outcome)),
                OnOpened = OnOpened,
                OnClosed = _ =>
                {
                    Volatile.Write(ref _openSinceTicks, 0);
                    return default;
                },
            })
            .AddTimeout(options.AttemptTimeout)
            .Build();
    }

    private DateTimeOffset OpenSince =>
        Volatile.Read(ref _openSinceTicks) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : _time.GetUtcNow();

    /// <summary>The last attempt's answer, whatever its status.</summary>
    /// <exception cref="ScanException">No attempt was answered, or the circuit is open.</exception>
    public async Task<RegistryAnswer> ExecuteAsync(
        RegistryRequest request, RegistryCall call,
        Func<RegistryRequest, CancellationToken, Task<RegistryAnswer>> attempt, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(RequestKey, request);
        context.Properties.Set(CallKey, call);
        try
        {
            return await _pipeline.ExecuteAsync(
                static async (context, state) => await state.attempt(state.request, context.CancellationToken),
                context, (attempt, request));
        }
        catch (Exception e) when (e is not OperationCanceledException and not ScanException)
        {
            throw e is BrokenCircuitException broken
                ? RegistryErrors.CircuitOpen(call, _peer, OpenSince, broken.RetryAfter)
                : TransportFailure.Explain(e, call, request.Address, _attemptTimeout);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private bool ShouldRetry(RetryPredicateArguments<RegistryAnswer> arguments)
    {
        var properties = arguments.Context.Properties;
        if (!properties.GetValue(RequestKey, null!).MayBeRepeated) return false;
        if (!IsFault(arguments.Outcome) && arguments.Outcome.Result?.Status != HttpStatusCode.TooManyRequests) return false;
        // To wait as asked is worth it only if there is time for the answer as well.
        var wait = arguments.Outcome.Result?.RetryAfter ?? RetryDelay;
        return _time.GetUtcNow() + wait < properties.GetValue(CallKey, null!).Deadline;
    }

    private static bool IsFault(Outcome<RegistryAnswer> outcome) =>
        outcome.Exception is { } exception ? TransportFailure.MayPass(exception) : outcome.Result is { IsFault: true };

    private ValueTask OnRetry(OnRetryArguments<RegistryAnswer> arguments)
    {
        LogRetrying(_peer, arguments.RetryDelay, arguments.Outcome.Result?.Status, arguments.Outcome.Exception?.Message);
        return default;
    }

    private ValueTask OnOpened(OnCircuitOpenedArguments<RegistryAnswer> arguments)
    {
        Interlocked.CompareExchange(ref _openSinceTicks, _time.GetUtcNow().UtcTicks, 0);
        LogCircuitOpened(_peer, arguments.BreakDuration, arguments.Outcome.Result?.Status, arguments.Outcome.Exception?.Message);
        return default;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Peer} failed (status {Status}, error {Error}); next attempt in {Delay}.")]
    private partial void LogRetrying(string peer, TimeSpan delay, HttpStatusCode? status, string? error);

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "{Peer} keeps failing (last with status {Status}, error {Error}); it is not asked for {Break}.")]
    private partial void LogCircuitOpened(string peer, TimeSpan @break, HttpStatusCode? status, string? error);
}
