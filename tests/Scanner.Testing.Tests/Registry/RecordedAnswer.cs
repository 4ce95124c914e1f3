using System.Text.Json;

namespace Scanner.Testing.Tests.Registry;

/// <summary>One question and answer of <c>Recordings/registry/registry.json</c>, recorded from docker-registry 2.8.2.</summary>
public sealed record RecordedAnswer
{
    private static readonly JsonSerializerOptions Names = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    private static readonly Lazy<IReadOnlyDictionary<string, RecordedAnswer>> Recording = new(Read);

    public required string Id { get; init; }

    public required Uri Url { get; init; }

    public required Dictionary<string, string> RequestHeaders { get; init; }

    public required int Status { get; init; }

    public required Dictionary<string, string> Headers { get; init; }

    public required string Body { get; init; }

    /// <summary>The recorded registry at this port asked for Basic credentials.</summary>
    public bool WithBasicAccess => Url.Port == 5001;

    public static TheoryData<string> Ids => [.. Recording.Value.Keys];

    public static RecordedAnswer Get(string id) => Recording.Value[id];

    private static Dictionary<string, RecordedAnswer> Read()
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Recordings", "registry", "registry.json"));
        return JsonSerializer.Deserialize<List<RecordedAnswer>>(file, Names)!.ToDictionary(answer => answer.Id);
    }
}
