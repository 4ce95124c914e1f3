namespace Scanner.Grains.Posts;

/// <summary>A place among the posts in flight, kept alive until it is disposed.</summary>
internal sealed class PostPlace : IAsyncDisposable
{
    private readonly IPostGateGrain _gate;
    private readonly Guid _id;
    private readonly string _subject;
    private readonly string _registry;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _held;
    private readonly Task _renewing;

    public PostPlace(
        IPostGateGrain gate, Guid id, string subject, string registry, TimeProvider clock, CancellationToken cancellationToken)
    {
        (_gate, _id, _subject, _registry, _clock) = (gate, id, subject, registry, clock);
        _held = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _renewing = RenewAsync();
    }

    /// <summary>Cancelled when the caller's token is, and when the place is lost to another.</summary>
    public CancellationToken Held => _held.Token;

    /// <summary>How long what was posted stays barred afterwards, because Clair may still be storing it.</summary>
    public TimeSpan RestAfterwards { get; set; }

    public async ValueTask DisposeAsync()
    {
        await _held.CancelAsync();
        await _renewing;
        _held.Dispose();
        // If this is lost, the place lapses by itself.
        _gate.Leave(_id, _subject, RestAfterwards).Ignore();
    }

    private async Task RenewAsync()
    {
        var renewed = _clock.GetTimestamp();
        try
        {
            while (true)
            {
                await Task.Delay(PostGateTimes.RenewEvery, _clock, _held.Token);
                if (await TryRenewAsync() is { } kept)
                {
                    if (!kept) break;
                    renewed = _clock.GetTimestamp();
                }

                // Longer than this and the gate gives the place away; until then a gate that moves house is no reason to stop.
                if (_clock.GetElapsedTime(renewed) >= PostGateTimes.LapseAfter - PostGateTimes.RenewEvery) break;
            }

            await _held.CancelAsync();
        }
        catch (OperationCanceledException) when (_held.IsCancellationRequested)
        {
            // The place was given back.
        }
    }

    /// <returns>Whether the place is still ours; null where the gate did not say.</returns>
    private async Task<bool?> TryRenewAsync()
    {
        try
        {
            return await _gate.Renew(_id, _subject, _registry).WaitAsync(PostGateTimes.RenewEvery, _clock, _held.Token);
        }
        catch (Exception e) when (e is OrleansException or TimeoutException)
        {
            return null;
        }
    }
}
