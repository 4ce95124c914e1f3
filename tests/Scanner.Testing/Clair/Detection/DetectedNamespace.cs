namespace Scanner.Testing.Clair.Detection;

/// <summary>A distribution release that a layer's files name.</summary>
/// <param name="Name">Such as <c>debian:12</c>.</param>
/// <param name="VersionFormat">How its packages' versions compare: <c>dpkg</c> or <c>rpm</c>.</param>
/// <param name="Detector">Name of the detector that read it.</param>
internal readonly record struct DetectedNamespace(string Name, string VersionFormat, string Detector)
{
    /// <summary>The distribution without its release.</summary>
    public string Distribution => Name[..Name.IndexOf(':', StringComparison.Ordinal)];
}
