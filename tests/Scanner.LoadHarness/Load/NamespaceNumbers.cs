namespace Scanner.LoadHarness.Load;

/// <summary>
/// A number of its own for each request of a run. The webhook remembers a verdict for a namespace, as pull secrets differ from
/// one to the next, so a review from a new namespace is always asked of the grains.
/// </summary>
internal sealed class NamespaceNumbers
{
    private long _last;

    public long Next() => Interlocked.Increment(ref _last);
}
