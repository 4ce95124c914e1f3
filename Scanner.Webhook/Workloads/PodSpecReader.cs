using System.Collections.Immutable;
using System.Text.Json;

namespace Scanner.Webhook.Workloads;

/// <summary>
/// Finds pod specs by their shape, wherever they stand in an object: anything with a list of containers or image volumes is
/// one. So it needs no table of kinds, and a kind that nobody has heard of is read like a Deployment. A field that is there
/// twice is read twice: which of the two the cluster would use is not for us to guess.
/// </summary>
/// <remarks>It calls itself for each level of the JSON; the JSON reader's own depth limit bounds that.</remarks>
internal sealed class PodSpecReader(ReadOnlyMemory<byte> json)
{
    private readonly FieldPath _path = new(json);
    private readonly ImmutableArray<PodImages>.Builder _pods = ImmutableArray.CreateBuilder<PodImages>(1);
    private readonly ImmutableArray<string>.Builder _notes = ImmutableArray.CreateBuilder<string>(0);
    private int _containers;

    /// <summary>The pod specs with at least one image, inner before outer.</summary>
    public ImmutableArray<PodImages> Pods => _pods.DrainToImmutable();

    /// <summary>What the author of the object should know about what was not read.</summary>
    public ImmutableArray<string> Notes => _notes.DrainToImmutable();

    /// <summary>Whether there are more than <see cref="WorkloadLimits.MaxContainers"/>; then images are missing.</summary>
    public bool HasTooManyContainers => _containers > WorkloadLimits.MaxContainers;

    /// <summary>Reads the property whose name the reader is on, with its value, as a part of the object drafted.</summary>
    public void ReadProperty(ref Utf8JsonReader reader, ref PodSpecDraft draft)
    {
        var property = PodSpecProperties.Of(ref reader);
        _path.Enter(ref reader);
        reader.Read();
        switch (property, reader.TokenType)
        {
            case (PodSpecProperty.Containers, JsonTokenType.StartArray):
                ReadContainers(ref reader, ref draft);
                break;
            case (PodSpecProperty.Volumes, JsonTokenType.StartArray):
                ReadVolumes(ref reader, ref draft);
                break;
            case (PodSpecProperty.ServiceAccountName, JsonTokenType.String):
                draft.ServiceAccountName = ReadName(ref reader);
                break;
            case (PodSpecProperty.ImagePullSecrets, JsonTokenType.StartArray):
                ReadPullSecrets(ref reader, ref draft);
                break;
            default:
                ReadValue(ref reader);
                break;
        }
        _path.Leave();
    }

    /// <summary>Ends the object drafted.</summary>
    public void Complete(PodSpecDraft draft)
    {
        if (draft.Complete(_path) is { } pod) _pods.Add(pod);
    }

    private void ReadValue(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            var draft = new PodSpecDraft();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName) ReadProperty(ref reader, ref draft);
            Complete(draft);
        }
        else if (reader.TokenType == JsonTokenType.StartArray)
        {
            _path.EnterArray();
            for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; _path.NextElement()) ReadValue(ref reader);
            _path.Leave();
        }
    }

    private void ReadContainers(ref Utf8JsonReader reader, ref PodSpecDraft draft)
    {
        _path.EnterArray();
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; _path.NextElement())
        {
            if (reader.TokenType == JsonTokenType.StartObject) ReadContainer(ref reader, ref draft);
            else ReadValue(ref reader);
        }
        _path.Leave();
    }

    private void ReadContainer(ref Utf8JsonReader reader, ref PodSpecDraft draft)
    {
        var image = new ImageDraft();
        var inner = new PodSpecDraft();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("name"u8)) image.ReadName(ref reader);
            else if (reader.ValueTextEquals("image"u8)) ReadImage(ref reader, ref image);
            else ReadProperty(ref reader, ref inner);
        }
        Complete(inner);
        Add(image, "container", ref draft);
    }

    private void ReadVolumes(ref Utf8JsonReader reader, ref PodSpecDraft draft)
    {
        _path.EnterArray();
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; _path.NextElement())
        {
            if (reader.TokenType == JsonTokenType.StartObject) ReadVolume(ref reader, ref draft);
            else ReadValue(ref reader);
        }
        _path.Leave();
    }

    private void ReadVolume(ref Utf8JsonReader reader, ref PodSpecDraft draft)
    {
        var image = new ImageDraft();
        var inner = new PodSpecDraft();
        var isImageVolume = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("name"u8)) image.ReadName(ref reader);
            else if (reader.ValueTextEquals("image"u8)) isImageVolume |= ReadImageVolumeSource(ref reader, ref image);
            else ReadProperty(ref reader, ref inner);
        }
        Complete(inner);
        if (isImageVolume) Add(image, "volume", ref draft);
    }

    private bool ReadImageVolumeSource(ref Utf8JsonReader reader, ref ImageDraft image)
    {
        _path.Enter(ref reader);
        reader.Read();
        var isObject = reader.TokenType == JsonTokenType.StartObject;
        if (isObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("reference"u8)) ReadImage(ref reader, ref image);
                else reader.Skip();
            }
        }
        else
        {
            ReadValue(ref reader);
        }
        _path.Leave();
        return isObject;
    }

    private void ReadImage(ref Utf8JsonReader reader, ref ImageDraft image)
    {
        _path.Enter(ref reader);
        reader.Read();
        // The kube-apiserver sees to it that the image of a built-in kind is text; another kind may mean something else by it.
        if (reader.TokenType == JsonTokenType.String) image.AddText(reader.GetString(), _path);
        else ReadValue(ref reader);
        _path.Leave();
    }

    private void Add(ImageDraft image, string what, ref PodSpecDraft draft)
    {
        _containers += Math.Max(1, image.Count);
        if (HasTooManyContainers) return;
        if (image.Count == 0) Note($"{what} \"{image.Name}\" ({_path}) names no image");
        image.AddTo(ref draft);
    }

    private void ReadPullSecrets(ref Utf8JsonReader reader, ref PodSpecDraft draft)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isName = reader.ValueTextEquals("name"u8);
                reader.Read();
                if (!isName || reader.TokenType != JsonTokenType.String) reader.Skip();
                else if (ReadName(ref reader) is { } name) draft.AddPullSecret(name);
            }
        }
        if (draft.PullSecretCount > WorkloadLimits.MaxPullSecrets)
            Note($"only the first {WorkloadLimits.MaxPullSecrets} of {_path} are used to read the images");
    }

    private void Note(string note)
    {
        if (_notes.Count < WorkloadLimits.MaxNotes) _notes.Add(note);
    }

    /// <summary>A name, or null for one that nothing in the cluster can have.</summary>
    private static string? ReadName(ref Utf8JsonReader reader) =>
        reader.GetString() is { Length: > 0 and <= WorkloadLimits.MaxNameLength } name ? name : null;
}
