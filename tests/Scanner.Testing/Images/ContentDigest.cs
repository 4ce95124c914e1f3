using System.Security.Cryptography;

namespace Scanner.Testing.Images;

/// <summary>Content digests as text.</summary>
public static class ContentDigest
{
    /// <summary><c>sha256:</c> and 64 lower-case hex digits.</summary>
    public static string Of(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        return "sha256:" + Convert.ToHexStringLower(hash);
    }
}
