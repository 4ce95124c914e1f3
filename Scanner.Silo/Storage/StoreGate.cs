using System.Threading.RateLimiting;
using Polly;
using Polly.CircuitBreaker;

namespace Scanner.Silo.Storage;

/// <summary>
/// The way to the store for one kind of operation: a bounded number at once and waiting, a deadline that holds whatever the store
/// does, and a circuit that opens when operations fail and closes by itself.
/// </summary>
internal sealed partial class StoreGate : IDisposable
{
    /// <summary>Reads of one silo at once. A read takes about a millisecond: 10,000 grains wake in seconds.</summary>
    public const int ReadsAtOnce = 8;

    public const int WritesAtOnce = 4;

    /// <summary>Operations that may wait for those. A read waiting costs nothing; a write holds its compressed state.</summary>
    public const int MaxWaiting = 4096;

    /// <summary>Half of at least that many operations within <see cref="CircuitWindow"/> must fail to open it.</summary>
    public const int CircuitThroughput = 4;

    /// <summary>
    /// How long an operation waits for its turn at least, beside its patience. A restarted cluster reads thousands of rows at once; while they are
    /// answered, waiting costs less than a scan. When they are not, the circuit opens within seconds and sends all away that wait.
    /// </summary>
    public static readonly TimeSpan TurnPatience = TimeSpan.FromSeconds(5);

    public static readonly TimeSpan CircuitWindow = TimeSpan.FromSeconds(10);

    /// <summary>How long an open circuit answers at once; up to twice that, so that silos do not come back together.</summary>
    public static readonly TimeSpan CircuitBreak = TimeSpan.FromSeconds(5);

    private readonly string _name;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly ConcurrencyLimiter _slots;
    private readonly CircuitBreakerStateProvider _state = new();
    private readonly ResiliencePipeline _circuit;
    private volatile CancellationTokenSource _opened = new();

    /// <param name="name"><c>reads</c> or <c>writes</c>, for logs and metrics.</param>
    /// <param name="atOnce">Operations at once.</param>
    /// <param name="clock">For the deadline and the circuit.</param>
    /// <param name="logger">Told when the circuit opens and closes.</param>
    public StoreGate(string name, int atOnce, TimeProvider clock, ILogger logger)
    {
        (_name, _clock, _logger) = (name, clock, logger);
        _slots = new ConcurrencyLimiter(new()
        {
            PermitLimit = atOnce,
            QueueLimit = MaxWaiting,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
        _circuit = new ResiliencePipelineBuilder { Name = $"storage {name}", TimeProvider = clock }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = 0.5,
                MinimumThroughput = CircuitThroughput,
                SamplingDuration = CircuitWindow,
                BreakDurationGenerator = _ => ValueTask.FromResult(CircuitBreak * (1 + Random.Shared.NextDouble())),
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is not null),
                StateProvider = _state,
                OnOpened = arguments => Changed(CircuitState.Open, arguments.Outcome.Exception),
                OnHalfOpened = _ => Changed(CircuitState.HalfOpen, reason: null),
                OnClosed = _ => Changed(CircuitState.Closed, reason: null),
            })
            .Build();
        StorageMetrics.CircuitIs(name, CircuitState.Closed);
    }

    /// <summary>
    /// Runs the operation. Never throws: the outcome has what went wrong, a <see cref="BrokenCircuitException"/> when nothing
    /// was tried.
    /// </summary>
    /// <param name="operation">Its token ends it when nobody waits any more.</param>
    /// <param name="patience">
    /// How long it may take once it has its turn. After that the outcome is a <see cref="TimeoutException"/>, even if it does not end.
    /// </param>
    public Task<Outcome<T>> RunAsync<T>(Func<CancellationToken, Task<T>> operation, TimeSpan patience) =>
        // Off the grain's scheduler, where a herd of activations waits for each other.
        Task.Run(async () =>
        {
            var context = ResilienceContextPool.Shared.Get();
            try
            {
                return await _circuit.ExecuteOutcomeAsync(
                    (_, _) => TryAsync(operation, patience), context, state: 0);
            }
            finally
            {
                ResilienceContextPool.Shared.Return(context);
            }
        });

    public void Dispose() => _slots.Dispose();

    private async ValueTask<Outcome<T>> TryAsync<T>(Func<CancellationToken, Task<T>> operation, TimeSpan patience)
    {
        try
        {
            var slot = await TakeSlotAsync(patience > TurnPatience ? patience : TurnPatience)
                ?? throw new TimeoutException($"All connections for {_name} are busy.");
            // It may have opened while this one waited.
            if (_state.CircuitState is CircuitState.Open)
            {
                slot.Dispose();
                throw new BrokenCircuitException();
            }

            return Outcome.FromResult(await WaitAsync(operation, slot, patience));
        }
        catch (Exception exception)
        {
            return Outcome.FromException<T>(exception);
        }
    }

    private async Task<T> WaitAsync<T>(Func<CancellationToken, Task<T>> operation, RateLimitLease slot, TimeSpan left)
    {
        var ending = new CancellationTokenSource();
        var running = RunAsync(operation, slot, ending);
        try
        {
            return await running.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, _clock);
        }
        catch (TimeoutException) when (!running.IsCompleted)
        {
            Abandon(running, ending);
            throw new TimeoutException("PostgreSQL did not answer in time.");
        }
    }

    private async Task<RateLimitLease?> TakeSlotAsync(TimeSpan patience)
    {
        using var deadline = new CancellationTokenSource(patience, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, _opened.Token);
        try
        {
            var slot = await _slots.AcquireAsync(1, either.Token);
            if (slot.IsAcquired) return slot;
            slot.Dispose();
            return null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>The operation to its real end, with its slot: those that hang must not pile up.</summary>
    private static async Task<T> RunAsync<T>(
        Func<CancellationToken, Task<T>> operation, RateLimitLease slot, CancellationTokenSource ending)
    {
        using (slot)
        {
            return await operation(ending.Token);
        }
    }

    // Npgsql asks the server to cancel while its token is being cancelled, and blocks for as long as a connection may take: on
    // the pool's threads that would stop the silo when PostgreSQL falls silent.
    private static void Abandon(Task running, CancellationTokenSource ending) => _ = Task.Factory.StartNew(
        () =>
        {
            ending.Cancel();
            // Whatever comes of it was reported as a timeout already.
            running.ContinueWith(task => task.Exception, TaskScheduler.Default);
        },
        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private ValueTask Changed(CircuitState state, Exception? reason)
    {
        StorageMetrics.CircuitIs(_name, state);
        // Whoever waits for a connection that hangs is sent away at once.
        if (state == CircuitState.Open) _opened.Cancel();
        else if (_opened.IsCancellationRequested) _opened = new CancellationTokenSource();
        if (state == CircuitState.Open) LogOpened(_name, reason is null ? "unknown" : LossLog.Sentence(reason));
        else if (state == CircuitState.Closed) LogClosed(_name);
        return default;
    }

    [LoggerMessage(LogLevel.Warning, "Storage: {Kind} keep failing, none is tried for some seconds: {Reason}")]
    private partial void LogOpened(string kind, string reason);

    [LoggerMessage(LogLevel.Information, "Storage: {Kind} work again.")]
    private partial void LogClosed(string kind);
}
