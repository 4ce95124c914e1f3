using System.Collections.Concurrent;
using Scanner.Images;

namespace Scanner.Grains.Freshness;

/// <summary>The images whose grains live on this silo, and which of them are to be read again before the others.</summary>
internal sealed class UsedImages
{
    private readonly ConcurrentDictionary<Digest, ImageUse> _uses = new();
    private readonly ConcurrentQueue<ImageUse> _wanted = new();

    public IEnumerable<ImageUse> All => _uses.Values;

    public ImageUse Add(Digest digest) => _uses[digest] = new ImageUse(digest);

    public void Remove(ImageUse use) => _uses.TryRemove(new KeyValuePair<Digest, ImageUse>(use.Digest, use));

    public bool Has(ImageUse use) => _uses.TryGetValue(use.Digest, out var present) && present == use;

    /// <summary>Somebody asks for it while its report is outdated, or Clair has news about it. Once is enough.</summary>
    public void Want(ImageUse use)
    {
        if (use.TryQueue()) _wanted.Enqueue(use);
    }

    public bool TryTakeWanted(out ImageUse? use)
    {
        if (!_wanted.TryDequeue(out use)) return false;
        use.Unqueue();
        return true;
    }

    public bool IsAnyWanted => !_wanted.IsEmpty;
}
