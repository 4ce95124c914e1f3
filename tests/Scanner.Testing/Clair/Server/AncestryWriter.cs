using Scanner.Clair.Wire;
using Scanner.Testing.Clair.Database;
using Scanner.Testing.Clair.Detection;

namespace Scanner.Testing.Clair.Server;

/// <summary>Writes a stored ancestry with the vulnerabilities that Clair knows at this moment.</summary>
internal sealed class AncestryWriter(ClairDatabase database, ClairFaults faults, Shuffler shuffler, StatusWriter statuses)
{
    public GetAncestryResponse Write(StoredAncestry stored)
    {
        var ancestry = new GetAncestryResponse.Types.Ancestry { Name = stored.Name };
        foreach (var layer in stored.Layers)
        {
            var written = new GetAncestryResponse.Types.AncestryLayer { Layer = new Layer { Hash = layer.Hash } };
            var features = faults.ZeroFeatures ? [] : shuffler.Shuffle(layer.Features);
            written.DetectedFeatures.AddRange(features.Select(feature => Write(feature, stored.DetectorVersion)));
            ancestry.Layers.Add(written);
        }

        return new GetAncestryResponse { Ancestry = ancestry, Status = statuses.Write() };
    }

    public static Vulnerability Write(ClairAdvisory advisory) => new()
    {
        Name = advisory.Name,
        NamespaceName = advisory.Namespace,
        Description = advisory.Description,
        Link = advisory.Link,
        Severity = advisory.Severity,
        Metadata = advisory.Metadata,
        FixedBy = advisory.FixedBy,
    };

    private Feature Write(AncestryFeature found, string detectorVersion)
    {
        var feature = new Feature
        {
            Name = found.Feature.Name,
            Namespace = new Namespace
            {
                Name = found.Feature.Namespace,
                Detector = StatusWriter.NamespaceDetector(found.NamespaceDetector, detectorVersion),
            },
            Version = found.Feature.Version,
            VersionFormat = VersionFormats.Dpkg,
            Detector = StatusWriter.FeatureDetector(found.FeatureDetector, detectorVersion),
            FeatureType = found.Feature.Type,
        };
        if (!faults.NoLastUpdateTime && database.IsLinked(found.Feature))
        {
            var affecting = shuffler.Shuffle(database.Vulnerabilities.Affecting(found.Feature));
            feature.Vulnerabilities.AddRange(affecting.Select(Write));
        }

        return feature;
    }
}
