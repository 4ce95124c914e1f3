using BitFaster.Caching.Lru;
using Scanner.Images;

namespace Scanner.Grains.Access;

/// <summary>On whose behalf which manifest may be pulled from where: what the grains of one silo remember of it.</summary>
internal sealed class AccessMemory
{
    /// <summary>Entries of about 600 bytes, with the strings they hold; 30 MB for a silo.</summary>
    public const int Capacity = 50_000;

    private readonly ConcurrentLru<Key, DateTimeOffset> _until = new(Capacity);

    /// <summary>Until when; the past where nothing is known.</summary>
    public DateTimeOffset Until(Digest digest, ImageSource source) =>
        _until.TryGet(new Key(digest, source), out var until) ? until : DateTimeOffset.MinValue;

    public void Remember(Digest digest, ImageSource source, DateTimeOffset until) => _until.AddOrUpdate(new Key(digest, source), until);

    public void Forget(Digest digest, ImageSource source) => _until.TryRemove(new Key(digest, source));

    private readonly record struct Key(Digest Digest, ImageSource Source);
}
