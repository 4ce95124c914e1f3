namespace Scanner.Testing.Clair.Database;

/// <summary>One layer of an ancestry.</summary>
internal sealed record AncestryLayer(string Hash, IReadOnlyList<AncestryFeature> Features);
