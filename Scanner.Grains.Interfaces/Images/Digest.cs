using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Scanner.Images;

/// <summary>
/// A content digest, <c>algorithm:hex</c>, of one of the two algorithms the OCI image spec registers
/// (image-spec, descriptor.md#registered-algorithms): <c>sha256</c> with 64 or <c>sha512</c> with 128 lower-case hex digits.
/// </summary>
[GenerateSerializer, Immutable, Alias("scanner.Digest")]
public readonly partial record struct Digest
{
    [Id(0)]
    private readonly string? _text;

    private Digest(string text) => _text = text;

    public string Algorithm => Text[..Text.IndexOf(':', StringComparison.Ordinal)];

    public string Hex => Text[(Text.IndexOf(':', StringComparison.Ordinal) + 1)..];

    private string Text => _text ?? throw new InvalidOperationException("This Digest was never given a value.");

    /// <exception cref="FormatException">The text is not a digest; the message says what one looks like.</exception>
    public static Digest Parse(string text) =>
        TryParse(text, out var digest)
            ? digest
            : throw new FormatException($"'{text}' is not a digest: expected sha256: and 64, or sha512: and 128, lower-case hex digits.");

    public static bool TryParse([NotNullWhen(true)] string? text, out Digest digest)
    {
        var valid = text is not null && Form().IsMatch(text);
        digest = valid ? new Digest(text!) : default;
        return valid;
    }

    /// <summary>The digest of these bytes, by SHA-256.</summary>
    public static Digest Of(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[System.Security.Cryptography.SHA256.HashSizeInBytes];
        System.Security.Cryptography.SHA256.HashData(content, hash);
        return new Digest("sha256:" + Convert.ToHexStringLower(hash));
    }

    /// <summary>Whether these bytes are the ones this digest names.</summary>
    public bool Matches(ReadOnlySpan<byte> content)
    {
        if (Algorithm == "sha256") return Of(content) == this;
        Span<byte> hash = stackalloc byte[System.Security.Cryptography.SHA512.HashSizeInBytes];
        System.Security.Cryptography.SHA512.HashData(content, hash);
        return Convert.ToHexStringLower(hash) == Hex;
    }

    /// <summary><c>algorithm:hex</c>, as in a manifest.</summary>
    public override string ToString() => _text ?? "";

    [GeneratedRegex(@"\A(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
