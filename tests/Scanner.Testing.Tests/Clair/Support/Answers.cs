using Scanner.Clair.Wire;

namespace Scanner.Testing.Tests.Clair.Support;

/// <summary>Short forms of answers, sorted, since Clair's order is random.</summary>
internal static class Answers
{
    /// <summary>Each feature of a layer as <c>name version type</c>.</summary>
    public static IReadOnlyList<string> FeaturesIn(this GetAncestryResponse answer, int layer) =>
        Sorted(answer.Ancestry.Layers[layer].DetectedFeatures.Select(f => $"{f.Name} {f.Version} {f.FeatureType}"));

    /// <summary>Each vulnerability of all layers as <c>feature type vulnerability</c>.</summary>
    public static IReadOnlyList<string> Vulnerabilities(this GetAncestryResponse answer) => Sorted(answer.Ancestry.Layers
        .SelectMany(layer => layer.DetectedFeatures)
        .SelectMany(f => f.Vulnerabilities.Select(v => $"{f.Name} {f.FeatureType} {v.Name}")));

    /// <summary>The whole ancestry as lines in one fixed order: each layer's hash and then its features as JSON.</summary>
    public static IReadOnlyList<string> Lines(this GetAncestryResponse answer) =>
        [answer.Ancestry.Name, .. answer.Ancestry.Layers.SelectMany(Lines)];

    private static IEnumerable<string> Lines(GetAncestryResponse.Types.AncestryLayer layer) =>
        Sorted(layer.DetectedFeatures.Select(Line)).Prepend(layer.Layer.Hash);

    private static string Line(Feature feature)
    {
        var line = feature.Clone();
        line.Vulnerabilities.Clear();
        line.Vulnerabilities.AddRange(feature.Vulnerabilities.OrderBy(v => v.Name, StringComparer.Ordinal));
        return line.ToString();
    }

    private static List<string> Sorted(IEnumerable<string> items) => [.. items.Order(StringComparer.Ordinal)];
}
