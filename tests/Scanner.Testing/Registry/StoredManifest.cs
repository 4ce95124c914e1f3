namespace Scanner.Testing.Registry;

/// <summary>A manifest or index in a repository.</summary>
internal sealed record StoredManifest(string Digest, string MediaType, byte[] Content);
