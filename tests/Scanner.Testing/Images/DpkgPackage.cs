using System.Text;

namespace Scanner.Testing.Images;

/// <summary>A package in a Debian image.</summary>
/// <param name="Name">The binary package: <c>libc6</c>.</param>
/// <param name="Version">Its version: <c>2.36-9</c>.</param>
public sealed record DpkgPackage(string Name, string Version)
{
    /// <summary>The source package it was built from, or null when it has the same name.</summary>
    public string? Source { get; init; }

    /// <summary>The source package's version, or null when it is the same.</summary>
    public string? SourceVersion { get; init; }

    public string Architecture { get; init; } = "amd64";

    /// <summary>The three words of dpkg's Status field: want, flag and state.</summary>
    public string Status { get; init; } = "install ok installed";

    /// <summary>One stanza of <c>/var/lib/dpkg/status</c> (deb-control(5), dpkg-query(1)), ended by an empty line.</summary>
    internal string Stanza()
    {
        var stanza = new StringBuilder();
        stanza.Append($"Package: {Name}\nStatus: {Status}\nPriority: optional\nSection: libs\nInstalled-Size: 1024\n");
        stanza.Append("Maintainer: Scanner Tests <tests@example.org>\n");
        stanza.Append($"Architecture: {Architecture}\n");
        if (SourceField() is { } source) stanza.Append($"Source: {source}\n");
        stanza.Append($"Version: {Version}\nDescription: {Name} in a test image\n It holds no files.\n\n");
        return stanza.ToString();
    }

    private string? SourceField() => SourceVersion is null ? Source : $"{Source ?? Name} ({SourceVersion})";
}
