using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Placement;
using Orleans.Storage;
using Scanner.Failures;
using Scanner.Grains.Clair;
using Scanner.Grains.Handover;
using Scanner.Grains.Posts;
using Scanner.Grains.Storage;
using Scanner.Images;

namespace Scanner.Grains.Layers;

/// <inheritdoc cref="ILayerGrain"/>
/// <remarks>
/// The layer is posted as an ancestry of its own. The name needs no attempt id, unlike an image's: it is never read, and Clair
/// has stored a layer's features by the time it knows the ancestry's name.
/// </remarks>
[GrainType("layer"), HashBasedPlacement]
internal sealed partial class LayerGrain(
    IScannerBackend backend, PostGate gate, IGrainContext context, [FromKeyedServices(GrainStores.Name)] IGrainStorage storage,
    IOptions<ClairOptions> options, TimeProvider clock, ILogger<LayerGrain> logger) : Grain, ILayerGrain, IHandover, IGrainMigrationParticipant, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly GrainRow<LayerMemory> _row = new(storage, "layer", context.GrainId);
    private Task _post = Task.CompletedTask;
    private LayerSource? _source;
    private DateTimeOffset? _postedAt;
    private string? _detectors;
    private DateTimeOffset? _restsUntil;
    private bool _hasMoved;
    private int _attempts;

    private Digest Digest => Digest.Parse(this.GetPrimaryKeyString());

    public async Task<bool> EnsurePosted(LayerSource source, TimeSpan patience)
    {
        var begun = clock.GetTimestamp();
        while (!IsPosted(source))
        {
            if (_post.IsCompleted)
            {
                _source = source;
                _post = PostAsync(source);
            }

            var ours = _source == source;
            var left = patience - clock.GetElapsedTime(begun);
            if (left <= TimeSpan.Zero) return false;
            try
            {
                await _post.WaitAsync(left, clock);
                // What another brought may have been for other detectors.
                if (ours) return true;
            }
            catch (TimeoutException)
            {
                return false;
            }
            catch (ScanException) when (!ours)
            {
                // Somebody else's repository or credentials failed; ours may do.
            }
        }

        return true;
    }

    public Task<LayerState> GetState() => Task.FromResult(new LayerState
    {
        Digest = this.GetPrimaryKeyString(),
        Posted = _postedAt is not null,
        Posting = !_post.IsCompleted,
        Attempts = _attempts,
        RestsUntil = _restsUntil > clock.GetUtcNow() ? _restsUntil : null,
    });

    public Task HandOver(SiloAddress target)
    {
        this.MoveTo(target);
        return Task.CompletedTask;
    }

    public void OnDehydrate(IDehydrationContext dehydrationContext) =>
        dehydrationContext.TryAddValue(nameof(LayerMemory), ToMemory());

    public void OnRehydrate(IRehydrationContext rehydrationContext)
    {
        if (!rehydrationContext.TryGetValue<LayerMemory>(nameof(LayerMemory), out var memory) || memory is null) return;
        _hasMoved = true;
        Recall(memory);
    }

    public void Dispose() => _stopping.Dispose();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (!_hasMoved && await _row.ReadAsync() is { } memory) Recall(memory);
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _post.WaitAsync(cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await _row.FlushAsync(cancellationToken);
    }

    private LayerMemory ToMemory() => new() { PostedAt = _postedAt, Detectors = _detectors, RestsUntil = _restsUntil };

    private void Recall(LayerMemory memory) =>
        (_postedAt, _detectors, _restsUntil) = (memory.PostedAt, memory.Detectors, memory.RestsUntil);

    private bool IsPosted(LayerSource source) =>
        _postedAt is { } at && (source.NotBefore is null || at >= source.NotBefore) && source.Detectors == _detectors;

    private async Task PostAsync(LayerSource source)
    {
        using var deadline = new CancellationTokenSource(options.Value.ScanTimeout, clock);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, _stopping.Token);
        _attempts++;
        try
        {
            if (_restsUntil - clock.GetUtcNow() is { } rest && rest > TimeSpan.Zero) await Task.Delay(rest, clock, ending.Token);
            await using var place = await gate.EnterAsync(this.GetPrimaryKeyString(), source.Registry, ending.Token);
            var access = await GrainFactory.GetGrain<IRegistryGrain>(source.Registry)
                .GrantBlobAccess(source.Repository, source.PullContext).WaitAsync(place.Held);
            try
            {
                var status = await backend.PostAncestryAsync(
                    new AncestryPost { Name = $"layer:{Digest}", Layers = [Digest], Repository = source.Repository, Access = access },
                    place.Held);
                _detectors = status.Detectors;
                _postedAt = clock.GetUtcNow();
                _row.Write(ToMemory());
            }
            catch (Exception e) when (ClairFailures.LeavesPostInDoubt(e))
            {
                place.RestAfterwards = PostGateTimes.RestAfterDoubt;
                _restsUntil = clock.GetUtcNow() + PostGateTimes.RestAfterDoubt;
                throw;
            }
        }
        catch (ScanException e)
        {
            LogPostFailed(Digest, source.Registry, source.Repository, e.Kind, e.Message);
            throw e.ForTheWire($"layer {Digest}: ");
        }
        catch (OperationCanceledException)
        {
            throw deadline.IsCancellationRequested
                ? new ScanException(FailureKind.ScanTimedOut,
                    $"layer {Digest} was not analysed within {options.Value.ScanTimeout:c} (Clair:ScanTimeout).")
                : new ScanException(FailureKind.Interrupted, "posting a layer was cut off because a silo stopped; the next request starts it again.");
        }
    }

    [LoggerMessage(LogLevel.Warning, "Posting layer {Layer} of {Registry}/{Repository} failed ({Kind}): {Reason}")]
    private partial void LogPostFailed(Digest layer, string registry, string repository, FailureKind kind, string reason);
}
