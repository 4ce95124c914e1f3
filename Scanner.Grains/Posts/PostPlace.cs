namespace Scanner.Grains.Posts;

/// <summary>A place among the posts in flight, kept alive until it is disposed.</summary>
internal sealed class PostPlace : IAsyncDisposable
{
    private readonly IPostGateGrain _gate;
    private readonly Guid _id;
    private readonly CancellationTokenSource _held;
    private readonly Task _renewing;

    public PostPlace(IPostGateGrain gate, Guid id, TimeProvider clock, CancellationToken cancellationToken)
    {
        _gate = gate;
        _id = id;
        _held = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _renewing = RenewAsync(clock);
    }

    /// <summary>Cancelled when the caller's token is, and when the place has lapsed.</summary>
    public CancellationToken Held => _held.Token;

    /// <summary>How long what was posted stays barred afterwards, because Clair may still be storing it.</summary>
    public TimeSpan RestAfterwards { get; set; }

    public async ValueTask DisposeAsync()
    {
        await _held.CancelAsync();
        await _renewing;
        _held.Dispose();
        // If this is lost, the place lapses by itself.
        _gate.Leave(_id, RestAfterwards).Ignore();
    }

    private async Task RenewAsync(TimeProvider clock)
    {
        try
        {
            while (true)
            {
                await Task.Delay(PostGateTimes.RenewEvery, clock, _held.Token);
                if (await _gate.Renew(_id).WaitAsync(_held.Token)) continue;
                await _held.CancelAsync();
                return;
            }
        }
        catch (OperationCanceledException)
        {
            // The place was given back.
        }
        catch (Exception)
        {
            // The gate's silo is gone and its places with it; another post may now be let in beside ours.
            await _held.CancelAsync();
        }
    }
}
