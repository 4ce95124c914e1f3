namespace Scanner.Testing.Clair.Detection;

/// <summary>A package that a layer's package database lists.</summary>
/// <param name="Name">Package name.</param>
/// <param name="Version">Version as written there.</param>
/// <param name="Type"><c>binary</c> or <c>source</c>.</param>
/// <param name="Detector">Name of the detector that read it.</param>
internal readonly record struct DetectedFeature(string Name, string Version, string Type, string Detector)
{
    public const string Binary = "binary";
    public const string Source = "source";
}
