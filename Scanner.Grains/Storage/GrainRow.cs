using Orleans.Storage;

namespace Scanner.Grains.Storage;

/// <summary>
/// What one grain keeps in the store. Writing goes on beside the grain's answers, one write at a time; of several that wait, the
/// latest is written. Belongs to one grain and is called in its turns.
/// </summary>
/// <typeparam name="T">A type that Orleans serializes.</typeparam>
internal sealed class GrainRow<T>(IGrainStorage storage, string name, GrainId grain)
    where T : class
{
    private readonly GrainState<T> _state = new();
    private Task _writing = Task.CompletedTask;
    private T? _next;

    /// <summary>What was kept; null where there is nothing, or where the store cannot tell.</summary>
    public async Task<T?> ReadAsync()
    {
        await storage.ReadStateAsync(name, grain, _state);
        return _state.RecordExists ? _state.State : null;
    }

    /// <summary>Keeps this instead of what was kept before. The store may fail to; then the next write will do.</summary>
    public void Write(T row)
    {
        _next = row;
        if (_writing.IsCompleted) _writing = WriteAsync();
    }

    /// <summary>Waits until what was to be written has been, or could not be.</summary>
    public Task FlushAsync(CancellationToken cancellationToken) => _writing.WaitAsync(cancellationToken);

    private async Task WriteAsync()
    {
        while (_next is { } row)
        {
            (_next, _state.State) = (null, row);
            await storage.WriteStateAsync(name, grain, _state);
        }
    }
}
