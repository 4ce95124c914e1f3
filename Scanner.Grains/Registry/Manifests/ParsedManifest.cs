namespace Scanner.Grains.Registry.Manifests;

/// <summary>A manifest that has been read: an <see cref="ImageManifest"/> or an <see cref="ImageIndex"/>.</summary>
internal abstract record ParsedManifest
{
    /// <summary>One of the four in <see cref="MediaTypes.AcceptManifests"/>.</summary>
    public required string MediaType { get; init; }
}
