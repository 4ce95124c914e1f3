using Orleans.Placement;
using Scanner.Failures;
using Scanner.Images;

namespace Scanner.Grains.Registry;

/// <inheritdoc cref="IRegistryGrain"/>
[GrainType("registry"), HashBasedPlacement]
internal sealed class RegistryGrain(RegistryClientFactory clients) : Grain, IRegistryGrain, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private RegistryClient? _client;
    private int _inFlight;
    private long _answered;
    private long _failed;
    private string? _lastError;

    private RegistryClient Client => _client ??= clients.Create(this.GetPrimaryKeyString());

    public Task<RawManifest> GetManifest(string repository, Digest digest, PullContext pullContext) =>
        AskAsync(token => Client.GetManifestAsync(repository, digest, pullContext, token));

    public Task<Digest> ResolveTag(string repository, string tag, PullContext pullContext) =>
        AskAsync(token => Client.ResolveTagAsync(repository, tag, pullContext, token));

    public Task<BlobAccess> GrantBlobAccess(string repository, PullContext pullContext) =>
        AskAsync(token => Client.GrantBlobAccessAsync(repository, pullContext, token));

    public Task<PullGrant> CheckAccess(string repository, Digest digest, PullContext pullContext) =>
        AskAsync(token => Client.CheckAccessAsync(repository, digest, pullContext, token));

    public Task<string?> GetCredentialStamp(string repository, PullContext pullContext) =>
        Client.GetCredentialStampAsync(repository, pullContext);

    public Task<RegistryState> GetState() => Task.FromResult(new RegistryState
    {
        Host = this.GetPrimaryKeyString(),
        InFlight = _inFlight,
        Answered = _answered,
        Failed = _failed,
        PausedUntil = _client?.PausedUntil,
        Tokens = _client?.TokenCount ?? 0,
        LastError = _lastError,
    });

    public void Dispose() => _stopping.Dispose();

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
    }

    private async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask)
    {
        _inFlight++;
        try
        {
            return await ask(_stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            throw new ScanException(FailureKind.Interrupted, "asking the registry was cut off because a silo stopped.");
        }
        catch (ScanException e)
        {
            _failed++;
            _lastError = e.Message;
            throw e.ForTheWire();
        }
        finally
        {
            _inFlight--;
            _answered++;
        }
    }
}
