using System.Text.Json;
using System.Text.Json.Serialization;

namespace Scanner.Silo.Inventory.Pods;

/// <summary>
/// Reads a pod's status. The error of a watch comes in the pod's place, and its <c>status</c> is a word, which is passed over.
/// </summary>
internal sealed class PodStatusConverter : JsonConverter<PodJson.PodStatus>
{
    public override PodJson.PodStatus? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.StartObject) return JsonSerializer.Deserialize(ref reader, PodJsonContext.Default.PodStatus);
        // In a stream a converter gets its value whole, and so this skips all of it.
        reader.TrySkip();
        return null;
    }

    public override void Write(Utf8JsonWriter writer, PodJson.PodStatus value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Pods are only read.");
}
