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

    /// <summary>The answer with its lists in one fixed order and without its status, to compare whole answers.</summary>
    public static GetAncestryResponse.Types.Ancestry InOrder(this GetAncestryResponse answer)
    {
        var ancestry = answer.Ancestry.Clone();
        foreach (var layer in ancestry.Layers)
        {
            foreach (var feature in layer.DetectedFeatures) Sort(feature.Vulnerabilities, v => v.Name);
            Sort(layer.DetectedFeatures, f => $"{f.Name} {f.FeatureType} {f.Version}");
        }

        return ancestry;
    }

    private static List<string> Sorted(IEnumerable<string> items) => [.. items.Order(StringComparer.Ordinal)];

    private static void Sort<T>(Google.Protobuf.Collections.RepeatedField<T> list, Func<T, string> key)
    {
        var sorted = list.OrderBy(key, StringComparer.Ordinal).ToList();
        list.Clear();
        list.AddRange(sorted);
    }
}
