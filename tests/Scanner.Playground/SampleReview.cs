using System.Text.Json.Nodes;
using Scanner.Testing.Images;
using Scanner.Testing.Registry;

namespace Scanner.Playground;

/// <summary>
/// An AdmissionReview that a real kube-apiserver sent (1.36, recorded), with other images in it, and what is expected of it.
/// </summary>
internal sealed record SampleReview
{
    private const string VulnerableRepository = "team/web";
    private const string CleanRepository = "team/proxy";
    private const string Tag = "v1";

    /// <summary>What the object is called in kubectl's output: <c>deployment.apps/web</c>.</summary>
    public required string Object { get; init; }

    /// <summary>The file the user would have applied.</summary>
    public required string File { get; init; }

    public required JsonNode Body { get; init; }

    /// <summary>Null where it depends on the user's own image.</summary>
    public bool? IsAllowed { get; init; }

    public static IEnumerable<SampleReview> Of(PlaygroundOptions options, string registry)
    {
        if (options.Images.Count > 0)
            return options.Images.Select((image, index) => Deployment($"image-{index}", null, image));
        var vulnerable = $"{registry}/{VulnerableRepository}:{Tag}";
        var clean = $"{registry}/{CleanRepository}:{Tag}";
        return
        [
            Deployment("web", false, vulnerable),
            Deployment("proxy", true, clean),
            new SampleReview { Object = "pod/mixed", File = "mixed.yaml", Body = Fill("pod.json", "mixed", clean, vulnerable), IsAllowed = false },
        ];
    }

    /// <summary>Puts the images that the sample reviews name into the stand-in, where there is one.</summary>
    public static void PushImages(RegistryStandIn? registry)
    {
        registry?.Push(SampleImages.Vulnerable, VulnerableRepository, Tag);
        registry?.Push(SampleImages.Clean, CleanRepository, Tag);
    }

    private static SampleReview Deployment(string name, bool? isAllowed, string image) => new()
    {
        Object = $"deployment.apps/{name}",
        File = $"{name}.yaml",
        Body = Fill("deployment.json", name, image),
        IsAllowed = isAllowed,
    };

    private static JsonNode Fill(string resource, string name, params string[] images)
    {
        using var stream = typeof(SampleReview).Assembly.GetManifestResourceStream($"Scanner.Playground.Reviews.{resource}")!;
        var review = JsonNode.Parse(stream)!;
        var request = review["request"]!;
        request["uid"] = Guid.NewGuid().ToString();
        request["name"] = name;
        request["object"]!["metadata"]!["name"] = name;
        var spec = request["object"]!["spec"]!;
        spec = spec["template"]?["spec"] ?? spec;
        spec["initContainers"] = null;
        var container = spec["containers"]![0]!;
        spec["containers"] = new JsonArray([.. images.Select((image, index) =>
        {
            var copy = container.DeepClone();
            copy["name"] = index == 0 ? "main" : $"sidecar-{index}";
            copy["image"] = image;
            return copy;
        })]);
        return review;
    }
}
