using System.Security.Cryptography;
using System.Text;

namespace Scanner.Testing.Images;

/// <summary>A package in an Alpine image.</summary>
/// <param name="Name">The package: <c>libcrypto3</c>.</param>
/// <param name="Version">Its version: <c>3.1.4-r5</c>.</param>
public sealed record ApkPackage(string Name, string Version)
{
    /// <summary>The package's origin (source), or null when it has the same name.</summary>
    public string? Origin { get; init; }

    public string Architecture { get; init; } = "x86_64";

    /// <summary>One entry of <c>/lib/apk/db/installed</c> (apk's package index format), ended by an empty line.</summary>
    internal string Entry() =>
        $"C:{Checksum()}\nP:{Name}\nV:{Version}\nA:{Architecture}\nS:1024\nI:4096\nT:{Name} in a test image\n"
        + $"U:https://example.org/\nL:MIT\no:{Origin ?? Name}\nm:Scanner Tests <tests@example.org>\nt:1735689600\n\n";

    /// <summary>"Q1" and 20 bytes in base64. apk takes SHA-1 of the package here; there is no package, any 20 bytes do.</summary>
    private string Checksum() =>
        "Q1" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Name + Version)).AsSpan(0, 20));
}
