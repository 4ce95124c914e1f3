namespace Scanner.Grains.Posts;

/// <summary>The way through the cluster's turnstile before Clair.</summary>
internal sealed class PostGate(IGrainFactory grains, TimeProvider clock)
{
    /// <summary>Waits for a place, however long the queue; the token ends the wait and gives the position up.</summary>
    /// <param name="subject">What is to be posted: a layer's or manifest's digest. It is in only once at a time.</param>
    /// <param name="registry">Where Clair will fetch it.</param>
    /// <param name="cancellationToken">Ends the wait, and later the place.</param>
    public async Task<PostPlace> EnterAsync(string subject, string registry, CancellationToken cancellationToken)
    {
        var gate = grains.GetGrain<IPostGateGrain>(IPostGateGrain.Key);
        var id = Guid.NewGuid();
        try
        {
            while (!await gate.Enter(id, subject, registry, PostGateTimes.Slice).WaitAsync(cancellationToken))
            {
            }
        }
        catch (OperationCanceledException)
        {
            gate.Leave(id, subject, TimeSpan.Zero).Ignore();
            throw;
        }

        return new PostPlace(gate, id, subject, registry, clock, cancellationToken);
    }
}
