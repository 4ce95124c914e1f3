using System.Text.Json;

namespace Scanner.Webhook.Workloads;

/// <summary>What has been read of one container or image volume. Its name may come after its image.</summary>
internal struct ImageDraft
{
    private string? _name;
    private (string Text, string FieldPath) _first;
    private List<(string Text, string FieldPath)>? _repeated;

    /// <summary>How many images it names: one, or none, or more where the field is repeated.</summary>
    public int Count { get; private set; }

    /// <summary>Fit to be shown.</summary>
    public readonly string Name => Excerpt.Of(_name ?? "", WorkloadLimits.MaxContainerNameShown);

    /// <summary>Reads the value of <c>name</c>.</summary>
    public void ReadName(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String) _name = reader.GetString();
        else reader.Skip();
    }

    /// <summary>Takes the text of the field that <paramref name="path"/> is at; a blank one names no image.</summary>
    public void AddText(string? text, FieldPath path)
    {
        if (string.IsNullOrWhiteSpace(text)) return;
        if (++Count == 1) _first = (text, path.ToString());
        else (_repeated ??= []).Add((text, path.ToString()));
    }

    public readonly void AddTo(ref PodSpecDraft pod)
    {
        if (Count == 0) return;
        pod.Add(ToImage(_first));
        foreach (var image in _repeated ?? []) pod.Add(ToImage(image));
    }

    private readonly ContainerImage ToImage((string Text, string FieldPath) image) =>
        new() { Text = image.Text, Container = Name, FieldPath = image.FieldPath };
}
