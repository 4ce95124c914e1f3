using Orleans.Concurrency;
using Scanner.Images;

namespace Scanner.Grains;

/// <summary>
/// One tag, keyed by <c>registry/repository:tag</c>: asks the registry once for all callers, remembers the digest for a short
/// while, and notices when the tag moves.
/// </summary>
[Alias("scanner.ITagGrain")]
public interface ITagGrain : IGrainWithStringKey
{
    /// <summary>The digest the tag stands for. Answers within the patience, with a failure if need be.</summary>
    [Alias("Resolve"), AlwaysInterleave]
    Task<TagResolution> Resolve(PullContext pullContext, TimeSpan patience);

    /// <summary>What the grain remembers. Changes nothing.</summary>
    [Alias("GetState"), AlwaysInterleave]
    Task<TagResolution> GetState();
}
