using BitFaster.Caching.Lru;
using Scanner.Images;

namespace Scanner.Grains.Access;

/// <summary>
/// On whose behalf which manifest may be pulled from where: what the grains of one silo remember of it. Image grains and tag
/// grains have one each: what a tag stands for is any registry's to say, and must open no image's facts.
/// </summary>
internal sealed class AccessMemory
{
    /// <summary>Under which key the container has the one of tag grains.</summary>
    public const string OfTags = "tags";

    /// <summary>Entries of about 600 bytes, with the strings they hold; 30 MB for each of a silo's two.</summary>
    public const int Capacity = 50_000;

    // Those that have ended too: they are the evidence that counts during an outage.
    private readonly ConcurrentLru<Key, AccessProof> _proofs = new(Capacity);

    /// <summary>The latest, however old; null where there never was one.</summary>
    public AccessProof? Find(Digest digest, ImageSource source) =>
        _proofs.TryGet(new Key(digest, source), out var proof) ? proof : null;

    public void Remember(Digest digest, ImageSource source, AccessProof proof) =>
        _proofs.AddOrUpdate(new Key(digest, source), proof);

    public void Forget(Digest digest, ImageSource source) => _proofs.TryRemove(new Key(digest, source));

    private readonly record struct Key(Digest Digest, ImageSource Source);
}
