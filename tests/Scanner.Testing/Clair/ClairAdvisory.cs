using System.Text.Json;

namespace Scanner.Testing.Clair;

/// <summary>One vulnerability of one package in one distribution release.</summary>
public sealed record ClairAdvisory
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private static readonly Lazy<IReadOnlyList<ClairAdvisory>> FromRecordings = new(ReadEmbedded);

    /// <summary>What the recorded Clair knew about Debian 12 and Alpine 3.18: real CVE ids with short texts.</summary>
    public static IReadOnlyList<ClairAdvisory> Recorded => FromRecordings.Value;

    /// <summary>Distribution and release, such as <c>debian:12</c> or <c>alpine:v3.18</c>.</summary>
    public required string Namespace { get; init; }

    /// <summary>The package: a source package, for Alpine a binary one.</summary>
    public required string Feature { get; init; }

    /// <summary>The vulnerability's id, such as <c>CVE-2023-4911</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Unknown, Negligible, Low, Medium, High, Critical or Defcon1; Clair sends it as text.</summary>
    public required string Severity { get; init; }

    /// <summary>The first version (dpkg form) that is not affected; empty when there is none.</summary>
    public string FixedBy { get; init; } = "";

    public string Description { get; init; } = "";

    public string Link { get; init; } = "";

    /// <summary>JSON text with the NVD scores, or empty.</summary>
    public string Metadata { get; init; } = "";

    /// <summary>Debian's and Ubuntu's advisories name source packages, Alpine's binary ones.</summary>
    internal string FeatureType => Namespace.StartsWith("alpine:", StringComparison.Ordinal) ? "binary" : "source";

    private static ClairAdvisory[] ReadEmbedded()
    {
        const string Resource = "Scanner.Testing.Clair.Advisories.advisories.json";
        using var stream = typeof(ClairAdvisory).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The assembly has no resource {Resource}; see Scanner.Testing.csproj.");
        return JsonSerializer.Deserialize<ClairAdvisory[]>(stream, Json)
            ?? throw new InvalidOperationException($"{Resource} holds no list of advisories.");
    }
}
