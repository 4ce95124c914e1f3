namespace Scanner.Testing.Clair.Database;

/// <summary>A layer as one post sees it.</summary>
internal readonly record struct AnalyzedLayer(StoredLayer Layer, bool IsPoisoned);
