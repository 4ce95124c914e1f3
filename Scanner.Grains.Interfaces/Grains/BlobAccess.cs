namespace Scanner.Grains;

/// <summary>How to fetch the blobs of one repository.</summary>
[GenerateSerializer, Immutable, Alias("scanner.BlobAccess")]
public sealed record BlobAccess
{
    /// <summary>Base address of the registry: <c>https://registry-1.docker.io</c>.</summary>
    [Id(0)]
    public required Uri Registry { get; init; }

    /// <summary>Value of the Authorization header, or null for anonymous access. A secret: neither logged nor stored.</summary>
    [Id(1)]
    public string? Authorization { get; init; }

    public override string ToString() => $"{Registry} ({(Authorization is null ? "anonymous" : "authorized")})";
}
