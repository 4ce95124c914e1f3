using Scanner.Failures;
using Scanner.Images;

namespace Scanner.Grains.Tests.Access;

/// <summary>Says who may pull as it is told, and counts how often it is asked.</summary>
internal sealed class FakeRegistryGrain : IRegistryGrain
{
    public Func<PullContext, Task<PullGrant>> Answer { get; set; } = _ => Task.FromResult(Grant(isForEverybody: false));

    public string? Stamp { get; set; } = "first";

    public int Checks { get; private set; }

    public int Looks { get; private set; }

    public static PullGrant Grant(bool isForEverybody) =>
        new() { IsForEverybody = isForEverybody, Lifetime = TimeSpan.FromMinutes(10) };

    public static ScanException Refusal(FailureKind kind, string? stamp = "first") =>
        new(kind, $"the registry says {kind}") { CredentialStamp = stamp };

    public void Fail(FailureKind kind) => Answer = _ => Task.FromException<PullGrant>(Refusal(kind));

    public Task<PullGrant> CheckAccess(string repository, Digest digest, PullContext pullContext)
    {
        Checks++;
        return Answer(pullContext);
    }

    public Task<string?> GetCredentialStamp(string repository, PullContext pullContext)
    {
        Looks++;
        return Task.FromResult(Stamp);
    }

    public Task<RawManifest> GetManifest(string repository, Digest digest, PullContext pullContext) => throw new NotSupportedException();

    public Task<Digest> ResolveTag(string repository, string tag, PullContext pullContext) => throw new NotSupportedException();

    public Task<BlobAccess> GrantBlobAccess(string repository, PullContext pullContext) => throw new NotSupportedException();

    public Task<RegistryState> GetState() => throw new NotSupportedException();
}
