using System.Text.Json;

namespace Scanner.Webhook.Workloads;

/// <summary>Reads one object under review: its metadata, and the pod specs everywhere outside metadata and status.</summary>
internal static class ReviewedObjectReader
{
    /// <summary>Reads the object or null that the reader is on.</summary>
    /// <param name="reader">On the value of <paramref name="field"/>.</param>
    /// <param name="json">The JSON that the reader reads.</param>
    /// <param name="field">What messages call it: <c>request.object</c>.</param>
    /// <exception cref="FormatException">The object cannot be understood; the message says why.</exception>
    public static ReviewedObject? Read(ref Utf8JsonReader reader, ReadOnlyMemory<byte> json, string field)
    {
        if (reader.TokenType == JsonTokenType.Null) return null;
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new FormatException($"{field} is {JsonText.Describe(reader.TokenType)}; expected an object.");

        var specs = new PodSpecReader(json);
        var draft = new PodSpecDraft();
        ObjectMetadata? metadata = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("metadata"u8))
            {
                // It decides whether anybody is asked at all, so there must be no doubt which one counts.
                if (metadata is not null) throw new FormatException($"{field}.metadata is there twice; send it once.");
                reader.Read();
                metadata = ObjectMetadata.Read(ref reader);
            }
            else if (reader.ValueTextEquals("status"u8))
            {
                reader.Skip();
            }
            else
            {
                specs.ReadProperty(ref reader, ref draft);
            }
        }
        specs.Complete(draft);

        return new ReviewedObject
        {
            Metadata = metadata ?? ObjectMetadata.None,
            Pods = specs.Pods,
            Notes = specs.Notes,
            HasTooManyContainers = specs.HasTooManyContainers,
        };
    }
}
