namespace Scanner.Testing.Clair.Database;

/// <summary>A version of a package in a distribution release: what vulnerabilities are linked to.</summary>
internal readonly record struct NamespacedFeature(string Namespace, string Name, string Version, string Type);
