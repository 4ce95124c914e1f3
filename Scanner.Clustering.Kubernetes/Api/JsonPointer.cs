namespace Scanner.Clustering.Kubernetes.Api;

internal static class JsonPointer
{
    /// <summary>A key as a reference token of a JSON pointer (RFC 6901, section 3).</summary>
    public static string Escape(string key) =>
        key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
