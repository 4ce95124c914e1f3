namespace Scanner.Testing.Clair.Database;

/// <summary>A feature of an ancestry with the detectors that found it and its namespace.</summary>
internal readonly record struct AncestryFeature(NamespacedFeature Feature, string FeatureDetector, string NamespaceDetector);
