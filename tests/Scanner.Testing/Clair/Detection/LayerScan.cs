namespace Scanner.Testing.Clair.Detection;

/// <summary>What the detectors found in one layer, by itself.</summary>
internal sealed record LayerScan(IReadOnlyList<DetectedFeature> Features, IReadOnlyList<DetectedNamespace> Namespaces)
{
    /// <summary>The files that any detector reads; nothing else of a layer is kept.</summary>
    public static IReadOnlySet<string> Paths { get; } = ReleaseDetectors.OsReleasePaths
        .Concat([DpkgDetector.Path, ApkDetector.Path, ReleaseDetectors.LsbReleasePath, ReleaseDetectors.AlpineReleasePath])
        .ToHashSet();

    /// <summary>Runs every detector over the files of a layer, keyed by path without a leading slash.</summary>
    public static LayerScan Of(IReadOnlyDictionary<string, string> files) =>
        new([.. DpkgDetector.Detect(files), .. ApkDetector.Detect(files)], [.. ReleaseDetectors.Detect(files)]);
}
