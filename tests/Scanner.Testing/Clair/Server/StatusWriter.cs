using Google.Protobuf.WellKnownTypes;
using Scanner.Clair.Wire;
using Scanner.Testing.Clair.Database;
using Scanner.Testing.Clair.Detection;

namespace Scanner.Testing.Clair.Server;

/// <summary>Writes Clair's state: its detectors, features' before namespaces', and when its database was updated.</summary>
internal sealed class StatusWriter(ClairDatabase database, ClairFaults faults, Shuffler shuffler)
{
    private static readonly string[] Features = [ApkDetector.Name, DpkgDetector.Name, "rpm"];

    private static readonly string[] Namespaces =
    [
        ReleaseDetectors.AlpineRelease, "apt-sources", ReleaseDetectors.LsbRelease, ReleaseDetectors.OsRelease, "redhat-release",
    ];

    public ClairStatus Write()
    {
        var status = new ClairStatus();
        var version = database.DetectorVersion;
        status.Detectors.AddRange(shuffler.Shuffle(Features).Select(name => FeatureDetector(name, version)));
        status.Detectors.AddRange(shuffler.Shuffle(Namespaces).Select(name => NamespaceDetector(name, version)));
        if (!faults.NoLastUpdateTime) status.LastUpdateTime = Timestamp.FromDateTimeOffset(database.Vulnerabilities.Updated);
        return status;
    }

    public static Detector FeatureDetector(string name, string version) =>
        new() { Name = name, Version = version, Dtype = Detector.Types.DType.DetectorDTypeFeature };

    public static Detector NamespaceDetector(string name, string version) =>
        new() { Name = name, Version = version, Dtype = Detector.Types.DType.DetectorDTypeNamespace };
}
