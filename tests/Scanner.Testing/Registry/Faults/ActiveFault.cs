using Microsoft.AspNetCore.Http;

namespace Scanner.Testing.Registry.Faults;

/// <summary>A fault that is switched on. Dispose it to switch it off.</summary>
public sealed class ActiveFault : IDisposable
{
    private readonly CancellationTokenSource _removed = new();
    private readonly Action<ActiveFault> _remove;
    private int _hits;

    internal ActiveFault(RegistryFault fault, Action<ActiveFault> remove)
    {
        Fault = fault;
        _remove = remove;
    }

    public RegistryFault Fault { get; }

    /// <summary>How many requests it has met.</summary>
    public int Hits => Math.Min(Volatile.Read(ref _hits), Fault.Times ?? int.MaxValue);

    /// <summary>Switches it off; requests that it holds are served now. A second call does nothing.</summary>
    public void Dispose()
    {
        _remove(this);
        _removed.Cancel();
    }

    internal bool TryTake(HttpRequest request)
    {
        if (Fault.Method is not null && Fault.Method != request.Method) return false;
        if (request.Path.Value?.StartsWith(Fault.PathPrefix, StringComparison.Ordinal) is not true) return false;
        return Fault.Times is null ? Interlocked.Increment(ref _hits) > 0 : Interlocked.Increment(ref _hits) <= Fault.Times;
    }

    internal Task<RegistryAnswer?> AnswerAsync(TimeProvider time, CancellationToken aborted) =>
        ((AnsweringFault)Fault).AnswerAsync(time, _removed.Token, aborted);
}
