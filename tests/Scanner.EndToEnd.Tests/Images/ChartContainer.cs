using System.Text.Json.Nodes;
using Scanner.Testing.Kubernetes;

namespace Scanner.EndToEnd.Tests.Images;

/// <summary>The one container of a Deployment's or Job's pods.</summary>
internal sealed class ChartContainer(ChartObject workload)
{
    private readonly JsonNode _pod = workload.Json["spec"]!["template"]!["spec"]!;

    public string Image => (string)Json["image"]!;

    /// <summary>Ports as image configs write them, in their order: <c>8443/tcp</c>.</summary>
    public IEnumerable<string> Ports =>
        Json["ports"]!.AsArray().Select(port => $"{port!["containerPort"]}/tcp").Order(StringComparer.Ordinal);

    public string User => _pod["securityContext"]!["runAsUser"]!.ToString();

    /// <summary>The program's verb, where it is given one.</summary>
    public string? Verb => (string?)Json["args"]?[0];

    private JsonNode Json => _pod["containers"]!.AsArray().Single()!;

    /// <summary>A variable of its environment.</summary>
    public string? Variable(string name) =>
        (string?)Json["env"]!.AsArray().SingleOrDefault(variable => (string?)variable!["name"] == name)?["value"];
}
