using System.Text.Json;

namespace Scanner.Webhook.Workloads;

/// <summary>What matters of an object's metadata.</summary>
internal sealed record ObjectMetadata
{
    /// <summary>
    /// The kubelet puts it on the pods that mirror its static pods in the API. Such a pod runs already, and the kubelet runs no
    /// pod for having it (kubernetes/kubernetes, pkg/kubelet/types, ConfigMirrorAnnotationKey).
    /// </summary>
    private static ReadOnlySpan<byte> MirrorAnnotation => "kubernetes.io/config.mirror"u8;

    /// <summary>Of an object without metadata.</summary>
    public static ObjectMetadata None { get; } = new();

    public string? Name { get; private set; }

    public string? GenerateName { get; private set; }

    public string? Namespace { get; private set; }

    /// <summary>It has a <c>deletionTimestamp</c>.</summary>
    public bool IsBeingDeleted { get; private set; }

    /// <summary>It has the annotation of a mirror pod; means something on a pod only.</summary>
    public bool HasMirrorAnnotation { get; private set; }

    /// <summary>Reads the value that the reader is on; the long parts, like <c>managedFields</c>, are passed over.</summary>
    /// <exception cref="FormatException">It is no object, or a field that should be text is not.</exception>
    public static ObjectMetadata Read(ref Utf8JsonReader reader)
    {
        var metadata = new ObjectMetadata();
        if (reader.TokenType == JsonTokenType.Null) return metadata;
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new FormatException($"metadata is {JsonText.Describe(reader.TokenType)}; expected an object.");

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName) metadata.ReadProperty(ref reader);
        return metadata;
    }

    private void ReadProperty(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("name"u8)) Name = ReadText(ref reader, "metadata.name");
        else if (reader.ValueTextEquals("generateName"u8)) GenerateName = ReadText(ref reader, "metadata.generateName");
        else if (reader.ValueTextEquals("namespace"u8)) Namespace = ReadText(ref reader, "metadata.namespace");
        else if (reader.ValueTextEquals("deletionTimestamp"u8))
            IsBeingDeleted = ReadText(ref reader, "metadata.deletionTimestamp") is { Length: > 0 };
        else if (reader.ValueTextEquals("annotations"u8)) ReadAnnotations(ref reader);
        else reader.Skip();
    }

    private void ReadAnnotations(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isMirror = reader.ValueTextEquals(MirrorAnnotation);
            reader.Read();
            HasMirrorAnnotation |= isMirror && reader.TokenType == JsonTokenType.String;
            reader.Skip();
        }
    }

    private static string? ReadText(ref Utf8JsonReader reader, string field)
    {
        reader.Read();
        return JsonText.Read(ref reader, field);
    }
}
