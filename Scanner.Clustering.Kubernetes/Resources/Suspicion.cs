using System.Text.Json.Serialization;

namespace Scanner.Clustering.Kubernetes.Resources;

/// <summary>One silo's vote that another is dead.</summary>
/// <param name="Silo">The voter, as <see cref="SiloTable.KeyOf"/> writes it.</param>
/// <param name="At">When it voted, UTC.</param>
internal sealed record Suspicion(string Silo, [property: JsonConverter(typeof(UtcTimeConverter))] DateTime At);
