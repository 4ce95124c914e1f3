using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Scanner.Clustering.Kubernetes.Resources;

/// <summary>
/// Times as RFC 3339 in UTC, with all seven digits that Orleans' times have; KubernetesClient's own converter keeps six, and a
/// time that came back older than it was sent would look like another time.
/// </summary>
internal sealed class UtcTimeConverter : JsonConverter<DateTime>
{
    public static string Write(DateTime time) =>
        (time.Kind == DateTimeKind.Local ? time.ToUniversalTime() : DateTime.SpecifyKind(time, DateTimeKind.Utc))
        .ToString("O", CultureInfo.InvariantCulture);

    public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TryGetDateTimeOffset(out var time)
            ? time.UtcDateTime
            : throw new JsonException($"'{reader.GetString()}' is not an RFC 3339 time.");

    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Write(value));
}
