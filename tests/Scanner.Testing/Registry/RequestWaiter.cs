namespace Scanner.Testing.Registry;

/// <summary>Someone who waits for a number of matching requests. Used under the counters' lock.</summary>
internal sealed class RequestWaiter
{
    private readonly Func<RecordedRequest, bool> _match;
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _missing;

    public RequestWaiter(Func<RecordedRequest, bool> match, int missing)
    {
        _match = match;
        _missing = missing;
        CompleteWhenNoneIsMissing();
    }

    public Task Task => _completion.Task;

    public bool Completed => _completion.Task.IsCompleted;

    /// <returns>Whether the wait is over.</returns>
    public bool Sees(RecordedRequest request)
    {
        if (_match(request)) _missing--;
        CompleteWhenNoneIsMissing();
        return Completed;
    }

    private void CompleteWhenNoneIsMissing()
    {
        if (_missing <= 0) _completion.TrySetResult();
    }
}
