namespace Scanner.Silo.Storage.Rows;

/// <summary>Starts one participant of a silo's life apart from the silo's.</summary>
internal sealed class ProviderLifecycle : ISiloLifecycle
{
    private readonly List<(int Stage, ILifecycleObserver Observer)> _observers = [];

    public int HighestCompletedStage { get; private set; } = int.MinValue;

    public int LowestStoppedStage => int.MaxValue;

    public IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer)
    {
        var entry = (stage, observer);
        _observers.Add(entry);
        return new Subscription(() => _observers.Remove(entry));
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var (stage, observer) in _observers.OrderBy(entry => entry.Stage))
        {
            await observer.OnStart(cancellationToken);
            HighestCompletedStage = stage;
        }
    }

    private sealed class Subscription(Action remove) : IDisposable
    {
        public void Dispose() => remove();
    }
}
