using System.Text.Json.Nodes;

namespace Scanner.Testing.Kubernetes;

/// <summary>What <c>helm install</c> of charts/scanner would make, rendered without a cluster.</summary>
public sealed class RenderedChart
{
    /// <summary>The values without which the chart refuses to be installed.</summary>
    public const string LeastValues = "clair: {address: 'http://clair.example:6060'}";

    private RenderedChart(IReadOnlyList<ChartObject> objects) => Objects = objects;

    /// <summary>Every object, in the order in which Helm makes them, hooks last.</summary>
    public IReadOnlyList<ChartObject> Objects { get; }

    /// <summary>The folder of the chart.</summary>
    public static string Folder { get; } = Path.Combine(Repository.Root, "charts", "scanner");

    /// <summary>Why charts cannot be rendered here, in a sentence that says what to do; null when they can.</summary>
    public static string? Missing() => HelmProgram.Missing();

    /// <summary>Renders the chart.</summary>
    /// <param name="namespace">The release's namespace.</param>
    /// <param name="values">YAML on top of the chart's own values.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="release">The release's name; with a name that contains <c>scanner</c>, objects begin with it.</param>
    /// <param name="arguments">More arguments of <c>helm template</c>.</param>
    /// <exception cref="InvalidOperationException">The chart refused; the message says why.</exception>
    public static async Task<RenderedChart> RenderAsync(
        string @namespace,
        string values,
        CancellationToken cancellationToken,
        string release = "scanner",
        params IEnumerable<string> arguments)
    {
        var helm = await HelmProgram.FindAsync(cancellationToken);
        var text = await RunAsync([helm, "template"], release, @namespace, values, arguments, cancellationToken);
        return new RenderedChart([.. YamlObjects.Read(text)]);
    }

    /// <summary>
    /// What Helm tells the operator after an installation with these values. Always by tests/helm-template: helm itself does not
    /// show it without a cluster.
    /// </summary>
    /// <inheritdoc cref="RenderAsync"/>
    public static async Task<string> RenderNotesAsync(string @namespace, string values, CancellationToken cancellationToken)
    {
        const string Heading = "\nNOTES:\n";
        var helm = await HelmProgram.BuildAsync(cancellationToken);
        var text = await RunAsync([helm, "install", "--dry-run=client"], "scanner", @namespace, values, [], cancellationToken);
        return text[(text.IndexOf(Heading, StringComparison.Ordinal) + Heading.Length)..];
    }

    /// <summary>The one object of that kind and name.</summary>
    /// <exception cref="InvalidOperationException">There is none; the message lists what there is.</exception>
    public ChartObject Get(string kind, string name) =>
        Objects.SingleOrDefault(candidate => candidate.Kind == kind && candidate.Name == name)
        ?? throw new InvalidOperationException($"The chart makes no {kind} {name}, but: {string.Join(", ", Objects)}.");

    /// <summary>All objects of that kind.</summary>
    public IEnumerable<ChartObject> OfKind(string kind) => Objects.Where(candidate => candidate.Kind == kind);

    /// <summary>
    /// Makes the chosen objects on the server, or brings them up to date. Fields that the server is too old for are
    /// dropped, as it does with every client's.
    /// </summary>
    /// <exception cref="InvalidOperationException">The server refused one.</exception>
    public async Task ApplyAsync(KubernetesApiServer server, Func<ChartObject, bool> which, CancellationToken cancellationToken)
    {
        var result = await server.KubectlAsync(
            ["apply", "--validate=false", "-f", "-"], ListOf(Objects.Where(which)), cancellationToken);
        if (!result.Succeeded) throw new InvalidOperationException(result.Errors);
    }

    /// <summary>One document with all of the objects, for <c>kubectl apply -f -</c>.</summary>
    public static string ListOf(IEnumerable<ChartObject> objects) => new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "List",
        ["items"] = new JsonArray([.. objects.Select(item => item.Json.DeepClone())]),
    }.ToJsonString();

    private static async Task<string> RunAsync(
        string[] command,
        string release,
        string @namespace,
        string values,
        IEnumerable<string> arguments,
        CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("values.yaml");
        await File.WriteAllTextAsync(file, values, cancellationToken);
        return await ProgramRun.OutputAsync(
            command[0],
            [.. command[1..], release, Folder, "--namespace", @namespace, "--values", file, .. arguments],
            cancellationToken);
    }
}
