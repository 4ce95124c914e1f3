using Google.Protobuf;
using Scanner.Clair.Wire;
using Scanner.Testing.Clair;

namespace Scanner.Testing.Tests.Clair.Support;

/// <summary>A recorded image: what was posted, what Get showed, and layers made so that they hold the same packages.</summary>
internal sealed record RecordedImage(PostAncestryRequest Post, GetAncestryResponse Answer)
{
    public static RecordedImage Read(string image)
    {
        var post = ClairRecordings.ReadImage(image)["post"]!["request"]!;
        return new RecordedImage(
            JsonParser.Default.Parse<PostAncestryRequest>(post.ToJsonString()),
            GetAncestryResponse.Parser.ParseFrom(ClairRecordings.ReadImageResponse(image)));
    }

    /// <summary>
    /// A blob for every layer of the recorded images, by hash. A layer that brought features in any image has a package
    /// database of all features up to it, and the first of them the release file; the others have no file.
    /// </summary>
    public static IReadOnlyDictionary<string, byte[]> Blobs() => ClairRecordings.Images
        .SelectMany(image => Read(image).Layers())
        .GroupBy(layer => layer.Hash, layer => layer.Files)
        .ToDictionary(same => same.Key, same => TestLayer.Gzip(TestLayer.Tar(same.MaxBy(files => files.Count)!)));

    private IEnumerable<(string Hash, List<(string Path, string Text)> Files)> Layers()
    {
        var listed = new List<Feature>();
        foreach (var layer in Answer.Ancestry.Layers)
        {
            var isFirst = listed.Count == 0;
            listed.AddRange(layer.DetectedFeatures);
            yield return (layer.Layer.Hash, layer.DetectedFeatures.Count > 0 ? Files(listed, isFirst) : []);
        }
    }

    private static List<(string Path, string Text)> Files(List<Feature> features, bool withRelease)
    {
        var isAlpine = features[0].Detector.Name == "apk";
        var database = isAlpine ? ("lib/apk/db/installed", Apk(features)) : ("var/lib/dpkg/status", Dpkg(features));
        if (!withRelease) return [database];
        return [database, isAlpine ? ("etc/alpine-release", TestLayer.Alpine318) : ("etc/os-release", TestLayer.Debian12)];
    }

    private static string Apk(List<Feature> features) => TestLayer.Apk(features.Select(f => (f.Name, f.Version)));

    // Which binary came from which source is not recorded and does not matter: each source is named by some binary.
    private static string Dpkg(List<Feature> features)
    {
        var sources = features.Where(f => f.FeatureType == "source").ToList();
        return string.Join('\n', features.Where(f => f.FeatureType == "binary").Select((binary, i) =>
            $"Package: {binary.Name}\nSource: {sources[i % sources.Count].Name} ({sources[i % sources.Count].Version})\n"
            + $"Version: {binary.Version}\n"));
    }
}
