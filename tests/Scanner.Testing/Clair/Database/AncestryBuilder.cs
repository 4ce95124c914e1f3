using Scanner.Testing.Clair.Detection;

namespace Scanner.Testing.Clair.Database;

/// <summary>
/// Lays the scans of an image's layers on each other, base first. A package database replaces the one below it: what it
/// lists in the same version stays with the layer that brought it, the rest is new or gone. A feature needs exactly one
/// distribution release known at its layer, else it is dropped; this makes Clair blind to a release file that comes later.
/// </summary>
internal sealed class AncestryBuilder
{
    private readonly List<string> _hashes = [];
    private readonly List<Release> _releases = [];
    private readonly Dictionary<string, List<Placed>> _features = [];

    public void Add(StoredLayer layer)
    {
        foreach (var found in layer.Scan.Namespaces) AddRelease(found);
        foreach (var list in layer.Scan.Features.GroupBy(feature => feature.Detector)) ReplaceFeatures(list.Key, [.. list]);
        _hashes.Add(layer.Hash);
    }

    public StoredAncestry Build(string name, string detectorVersion) =>
        new(name, [.. _hashes.Select((hash, index) => new AncestryLayer(hash, [.. FeaturesOf(index)]))], detectorVersion);

    private IEnumerable<AncestryFeature> FeaturesOf(int layer) => _features.Values
        .SelectMany(placed => placed)
        .Where(placed => placed.Layer == layer)
        .Select(placed => new AncestryFeature(
            new NamespacedFeature(placed.Release.Name, placed.Feature.Name, placed.Feature.Version, placed.Feature.Type),
            placed.Feature.Detector,
            placed.Release.Detector));

    // Another release of the same distribution is an upgrade: what was found so far counts as brought by this layer.
    private void AddRelease(DetectedNamespace found)
    {
        var known = _releases.Find(r => r.Distribution == found.Distribution && r.VersionFormat == found.VersionFormat);
        if (known is null)
        {
            _releases.Add(new Release(found));
            return;
        }

        if (known.Name == found.Name) return;
        known.Upgrade(found);
        foreach (var placed in _features.Values.SelectMany(list => list).Where(placed => placed.Release == known))
        {
            placed.Layer = _hashes.Count;
        }
    }

    private void ReplaceFeatures(string detector, List<DetectedFeature> found)
    {
        var below = _features.GetValueOrDefault(detector, []);
        var listed = found.ToHashSet();
        var kept = below.Where(placed => listed.Contains(placed.Feature)).ToList();
        listed.ExceptWith(below.Select(placed => placed.Feature));
        var releases = _releases.FindAll(r => r.VersionFormat == VersionFormats.Dpkg);
        if (releases is [var release])
        {
            kept.AddRange(listed.Select(feature => new Placed(feature, release) { Layer = _hashes.Count }));
        }

        _features[detector] = kept;
    }

    private sealed class Placed(DetectedFeature feature, Release release)
    {
        public DetectedFeature Feature => feature;

        public Release Release => release;

        public required int Layer { get; set; }
    }

    private sealed class Release(DetectedNamespace found)
    {
        private DetectedNamespace _found = found;

        public string Name => _found.Name;

        public string Detector => _found.Detector;

        public string VersionFormat => _found.VersionFormat;

        public string Distribution => _found.Distribution;

        public void Upgrade(DetectedNamespace found) => _found = found;
    }
}
