using System.Diagnostics.CodeAnalysis;

namespace Scanner.Images;

/// <summary>What a manifest in an index is for: <c>linux/amd64</c>, <c>linux/arm/v7</c> (image-spec, image-index.md).</summary>
[GenerateSerializer, Immutable, Alias("scanner.Platform")]
public sealed record Platform
{
    [Id(0)]
    public required string Os { get; init; }

    [Id(1)]
    public required string Architecture { get; init; }

    [Id(2)]
    public string? Variant { get; init; }

    /// <summary>Reads <c>os/architecture</c> or <c>os/architecture/variant</c>.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Platform? platform)
    {
        var parts = text?.Split('/') ?? [];
        platform = parts.Length is 2 or 3 && parts.All(part => part.Length > 0)
            ? new Platform { Os = parts[0], Architecture = parts[1], Variant = parts.Length == 3 ? parts[2] : null }
            : null;
        return platform is not null;
    }

    /// <summary>Whether a node of this platform runs that one's manifest. A variant matters only where both name one.</summary>
    public bool Runs(Platform other) =>
        Os == other.Os && Architecture == other.Architecture
        && (Variant is null || other.Variant is null || Variant == other.Variant);

    public override string ToString() => Variant is null ? $"{Os}/{Architecture}" : $"{Os}/{Architecture}/{Variant}";
}
