using Scanner.Testing.Clair.Detection;
using Scanner.Testing.Clair.Server;

namespace Scanner.Testing.Clair.Database;

/// <summary>Clair's PostgreSQL: layers, ancestries, the links from features to vulnerabilities. Outlives the server.</summary>
internal sealed class ClairDatabase(ClairFaults faults, ClairCounters counters, VulnerabilitySource vulnerabilities)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, StoredLayer> _layers = [];
    private readonly HashSet<string> _poisoned = [];
    private readonly Dictionary<string, StoredAncestry> _ancestries = [];
    private readonly HashSet<NamespacedFeature> _linked = [];
    private string _detectorVersion = "1.0";

    public VulnerabilitySource Vulnerabilities => vulnerabilities;

    /// <summary>The version of every detector; layers and ancestries made with another one must be made anew.</summary>
    public string DetectorVersion
    {
        get
        {
            lock (_lock) return _detectorVersion;
        }

        set
        {
            lock (_lock) _detectorVersion = value;
        }
    }

    /// <summary>The layer, or null when it must be scanned.</summary>
    public AnalyzedLayer? FindLayer(string hash)
    {
        ThrowIfUnusable(hash);
        lock (_lock)
        {
            return _layers.TryGetValue(hash, out var layer) && layer.DetectorVersion == _detectorVersion
                ? new AnalyzedLayer(layer, _poisoned.Contains(hash))
                : null;
        }
    }

    /// <summary>
    /// Stores a scan. When another post stored the same layer meanwhile, its features are there twice from now on: the unique
    /// key of Clair's table has a column that is NULL.
    /// </summary>
    public StoredLayer StoreLayer(string hash, LayerScan scan)
    {
        ThrowIfUnusable(hash);
        bool isPoisoned;
        StoredLayer stored;
        lock (_lock)
        {
            stored = new StoredLayer(hash, scan, _detectorVersion);
            var isThere = _layers.TryGetValue(hash, out var other) && other.DetectorVersion == _detectorVersion;
            isPoisoned = isThere && scan.Features.Count > 0 && faults.PoisonSharedLayers;
            if (isPoisoned) _poisoned.Add(hash);
            _layers[hash] = stored;
        }

        counters.LayerStored(hash);
        if (isPoisoned) counters.LayerPoisoned(hash);
        return stored;
    }

    /// <summary>The ancestry, or null.</summary>
    public StoredAncestry? FindAncestry(string name)
    {
        lock (_lock) return _ancestries.GetValueOrDefault(name);
    }

    /// <summary>Whether a post of this name has nothing to do.</summary>
    public bool IsCached(string name) => FindAncestry(name) is { } found && found.DetectorVersion == DetectorVersion;

    /// <summary>Stores an ancestry that was not cached when its post began.</summary>
    /// <exception cref="Grpc.Core.RpcException">Another post of the same name was faster.</exception>
    public void StoreAncestry(StoredAncestry ancestry)
    {
        ThrowIfUnusable(ancestry.Name);
        lock (_lock)
        {
            if (IsCached(ancestry.Name)) throw ClairErrors.QueryFailed();
            _ancestries[ancestry.Name] = ancestry;
        }
    }

    /// <summary>Links an ancestry's features to vulnerabilities, in every ancestry that has them and for good.</summary>
    public void Link(StoredAncestry ancestry)
    {
        ThrowIfUnusable(ancestry.Name);
        lock (_lock) _linked.UnionWith(ancestry.Features);
    }

    public bool IsLinked(NamespacedFeature feature)
    {
        lock (_lock) return _linked.Contains(feature);
    }

    /// <summary>The ancestries with a feature that <paramref name="advisory"/> affects, in the order in which they came.</summary>
    public IReadOnlyList<ClairAffectedAncestry> AncestriesAffectedBy(ClairAdvisory advisory)
    {
        lock (_lock)
        {
            return _ancestries.Values
                .Select((ancestry, place) => (ancestry, place))
                .Where(entry => entry.ancestry.Features.Any(feature => VulnerabilitySource.Affects(advisory, feature)))
                .Select(entry => new ClairAffectedAncestry(entry.place + 1, entry.ancestry.Name))
                .ToList();
        }
    }

    // PostgreSQL's text cannot hold a NUL.
    private void ThrowIfUnusable(string text)
    {
        if (faults.DatabaseDown || text.Contains('\0')) throw ClairErrors.QueryFailed();
    }
}
