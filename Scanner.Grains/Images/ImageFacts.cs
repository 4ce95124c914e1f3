using System.Collections.Immutable;
using Scanner.Reports;

namespace Scanner.Grains.Images;

/// <summary>What an image grain knows of its manifest: a report, or, for an index, the manifests to ask instead.</summary>
internal abstract record ImageFacts
{
    private ImageFacts()
    {
    }

    /// <summary>The manifest is an image, and Clair has analysed it.</summary>
    internal sealed record Scanned(ScanReport Report) : ImageFacts;

    /// <summary>The manifest is an index; these are the manifests for the platforms the cluster runs.</summary>
    internal sealed record Index(ImmutableArray<PlatformManifest> Platforms) : ImageFacts;
}
