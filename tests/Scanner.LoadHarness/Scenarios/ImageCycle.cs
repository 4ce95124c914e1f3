using Scanner.LoadHarness.Processes;
using Scanner.Testing.Images;

namespace Scanner.LoadHarness.Scenarios;

/// <summary>Images that are named in turn, over and over.</summary>
internal sealed class ImageCycle
{
    private readonly List<BuiltImage> _images;
    private readonly List<string> _references;
    private int _count;

    /// <summary>Pushes the images to the cluster's registry.</summary>
    public ImageCycle(IEnumerable<BuiltImage> images, ScannerCluster cluster)
    {
        _images = [.. images];
        _references = [.. _images.Select(cluster.Push)];
    }

    /// <summary>The images that were named so far, each once.</summary>
    public IEnumerable<BuiltImage> Named => _images.Take(_count);

    /// <summary>The next one's reference.</summary>
    public string Next() => _references[_count++ % _references.Count];
}
