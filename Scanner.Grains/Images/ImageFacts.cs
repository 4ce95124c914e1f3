using System.Collections.Immutable;
using Scanner.Reports;

namespace Scanner.Grains.Images;

/// <summary>What an image grain knows of its manifest: a report, or, for an index, the manifests to ask instead.</summary>
[GenerateSerializer, Immutable, Alias("scanner.ImageFacts")]
internal abstract record ImageFacts
{
    private ImageFacts()
    {
    }

    /// <summary>The manifest is an image, and Clair has analysed it.</summary>
    [GenerateSerializer, Immutable, Alias("scanner.ImageFacts.Scanned")]
    internal sealed record Scanned([property: Id(0)] ScanReport Report) : ImageFacts;

    /// <summary>The manifest is an index; these are the manifests for the platforms that the cluster ran when they were selected.</summary>
    [GenerateSerializer, Immutable, Alias("scanner.ImageFacts.Index")]
    internal sealed record Index(
        [property: Id(0)] ImmutableArray<PlatformManifest> Platforms, [property: Id(1)] string SelectedFor) : ImageFacts;
}
