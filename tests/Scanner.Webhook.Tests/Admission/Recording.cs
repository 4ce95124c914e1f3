using System.Text;
using System.Text.Json;
using Scanner.Webhook.Admission;
using Scanner.Webhook.Workloads;

namespace Scanner.Webhook.Tests.Admission;

/// <summary>A request as a real kube-apiserver sent it, and beside it what Scanner is to find in it.</summary>
public static class Recording
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Recordings", "admission");

    /// <summary>The names of all recordings: <c>v1.36/001-create-core-pods-p</c>.</summary>
    public static TheoryData<string> All { get; } =
        [.. Directory.EnumerateFiles(Folder, "*.json", SearchOption.AllDirectories)
            .Select(file => Path.ChangeExtension(Path.GetRelativePath(Folder, file), null).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)];

    public static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Folder, name + ".json"));

    public static string ReadExpected(string name) => File.ReadAllText(Path.Combine(Folder, name + ".expected"));

    /// <summary>The recording's apiVersion and uid, read by other means than the ones under test.</summary>
    public static (string ApiVersion, string Uid) ReadIdentity(string name)
    {
        using var json = JsonDocument.Parse(Read(name));
        return (json.RootElement.GetProperty("apiVersion").GetString()!,
            json.RootElement.GetProperty("request").GetProperty("uid").GetString()!);
    }

    /// <summary>What was found, in the form of the expected files.</summary>
    internal static string Describe(AdmissionReview review)
    {
        var text = new StringBuilder();
        var pods = review.Object?.Pods ?? [];
        var scope = AdmissionScope.Of(review);
        text.Append("workload: ").Append(review.Workload).Append('\n');
        AppendList("service account:", pods.Select(pod => pod.ServiceAccountName).OfType<string>());
        AppendList("pull secrets:", pods.SelectMany(pod => pod.PullSecretNames));
        text.Append("images:\n");
        foreach (var image in pods.SelectMany(pod => pod.Images)) AppendImage(image);
        text.Append(scope.Because is null ? "asked:\n" : $"asked: nobody, because {scope.Because}\n");
        foreach (var image in scope.Pods.SelectMany(pod => pod.Images)) AppendImage(image);
        return text.ToString();

        void AppendList(string title, IEnumerable<string> names) =>
            text.Append($"{title} {string.Join(", ", names)}".TrimEnd()).Append('\n');

        void AppendImage(ContainerImage image) => text.Append($"{image.FieldPath} = {image.Text} ({image.Container})\n");
    }
}
