namespace Scanner.Testing.Clair.Database;

/// <summary>An image that Clair knows: its layers, base first, each with the features it introduced.</summary>
internal sealed record StoredAncestry(string Name, IReadOnlyList<AncestryLayer> Layers, string DetectorVersion)
{
    public IEnumerable<NamespacedFeature> Features => Layers.SelectMany(layer => layer.Features).Select(f => f.Feature);
}
