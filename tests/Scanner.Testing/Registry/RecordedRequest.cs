namespace Scanner.Testing.Registry;

/// <summary>A request as it arrived.</summary>
public sealed record RecordedRequest
{
    public required string Method { get; init; }

    /// <summary>With the query: <c>/token?service=…</c>.</summary>
    public required string Path { get; init; }

    public required RequestKind Kind { get; init; }

    /// <summary>The repository of a manifest or blob request; otherwise empty.</summary>
    public required string Repository { get; init; }

    /// <summary>The tag or digest of a manifest or blob request; otherwise empty.</summary>
    public required string Reference { get; init; }

    /// <summary>All Accept headers, joined with a comma; empty without any.</summary>
    public required string Accept { get; init; }

    /// <summary>
    /// <c>Basic</c> or <c>Bearer</c> when there was an Authorization header; its secret is not recorded. Otherwise null.
    /// </summary>
    public required string? AuthorizationScheme { get; init; }

    public bool HasAuthorization => AuthorizationScheme is not null;

    /// <summary>Whether <see cref="Reference"/> is a digest, not a tag.</summary>
    public bool ByDigest => Reference.Contains(':', StringComparison.Ordinal);
}
