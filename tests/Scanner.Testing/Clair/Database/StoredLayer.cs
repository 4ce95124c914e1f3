using Scanner.Testing.Clair.Detection;

namespace Scanner.Testing.Clair.Database;

/// <summary>A layer that Clair knows, scanned by the detectors of one version.</summary>
internal sealed record StoredLayer(string Hash, LayerScan Scan, string DetectorVersion);
