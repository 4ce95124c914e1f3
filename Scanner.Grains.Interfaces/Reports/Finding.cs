using Scanner.Images;

namespace Scanner.Reports;

/// <summary>One vulnerability of one feature of an image.</summary>
[GenerateSerializer, Immutable, Alias("scanner.Finding")]
public sealed record Finding
{
    /// <summary>Name of the vulnerability: <c>CVE-2024-2961</c>.</summary>
    [Id(0)]
    public required string Vulnerability { get; init; }

    [Id(1)]
    public required Severity Severity { get; init; }

    /// <summary>Name of the feature (the package): <c>glibc</c>. For Debian and Ubuntu it is the source package.</summary>
    [Id(2)]
    public required string Feature { get; init; }

    /// <summary>The installed version.</summary>
    [Id(3)]
    public required string Version { get; init; }

    /// <summary>The first version without the vulnerability, or null while none is known.</summary>
    [Id(4)]
    public string? FixedBy { get; init; }

    /// <summary>Distribution and release the vulnerability was published for: <c>debian:12</c>.</summary>
    [Id(5)]
    public required string Namespace { get; init; }

    [Id(6)]
    public string? Link { get; init; }

    /// <summary>The platform of the manifest it was found in, where an index was asked about.</summary>
    [Id(7)]
    public Platform? Platform { get; init; }
}
