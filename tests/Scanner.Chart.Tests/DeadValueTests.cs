using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Scanner.Chart.Tests.Support;
using Scanner.Testing;
using Scanner.Testing.Kubernetes;

namespace Scanner.Chart.Tests;

/// <summary>Every value does something: another one in its place changes what is installed.</summary>
public sealed partial class DeadValueTests
{
    /// <summary>Installations of which at least one must look different.</summary>
    private static readonly string[] Bases =
    [
        """
        clair: {address: 'http://given:6060'}
        networkPolicy: {egress: {enabled: true}}
        registry: {credentials: {existingSecret: given}}
        """,
        File.ReadAllText(Path.Combine(RenderedChart.Folder, "examples", "everything.yaml")),
        File.ReadAllText(Path.Combine(RenderedChart.Folder, "examples", "provided-certificates.yaml")),
        """
        clair: {server: {enabled: true, image: {repository: given}, database: {host: given, existingSecret: given}}}
        certificates: {mode: certManager}
        """,
        """
        clair: {server: {enabled: true, image: {repository: given}}}
        postgresql: {enabled: true, auth: {existingSecret: given}}
        silo: {affinity: {}, topologySpreadConstraints: []}
        """,
    ];

    [Fact]
    public async Task Value_WhenChanged_ChangesTheRendering()
    {
        RealServicesCheck.Require(RenderedChart.Missing());
        var bases = await Task.WhenAll(Bases.Select(values => RenderAsync(values, "")));
        var dead = new List<string>();
        var keys = ChartValues.Keys().ToArray();
        Assert.True(keys.Length > 150, $"Only {keys.Length} keys were found in values.yaml.");

        await Parallel.ForEachAsync(keys, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (key, _) =>
        {
            for (var place = 0; place < Bases.Length; place++)
            {
                if (await RenderAsync(Bases[place], ChartValues.Another(key)) != bases[place]) return;
            }

            lock (dead) dead.Add($"{key} as {ChartValues.Another(key)}");
        });

        Assert.Empty(dead.Order());
    }

    [Fact]
    public async Task Version_OfTheImages_IsThatOfThePrograms()
    {
        var cancelled = TestContext.Current.CancellationToken;
        var properties = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "Directory.Build.props"), cancelled);
        var chart =
            YamlObjects.ReadValue(await File.ReadAllTextAsync(Path.Combine(RenderedChart.Folder, "Chart.yaml"), cancelled))!;

        Assert.Equal(Version.Match(properties).Groups[1].Value, (string?)chart["appVersion"]);
    }

    private static async Task<string> RenderAsync(string values, string more)
    {
        // The later of two documents wins where a file is given twice; the chart sees one merged set of values.
        using var folder = new TemporaryFolder();
        var file = folder.File("more.yaml");
        await File.WriteAllTextAsync(file, more, TestContext.Current.CancellationToken);
        try
        {
            var chart = await RenderedChart.RenderAsync(
                Renderings.Namespace, values, TestContext.Current.CancellationToken, arguments: ["--values", file]);
            return new JsonArray([.. chart.Objects.Select(item => item.Json.DeepClone())]).ToJsonString();
        }
        catch (InvalidOperationException refusal)
        {
            // A refusal by a template is an effect too; one by the schema would only show that this test chose a wrong value.
            if (refusal.Message.Contains("schema", StringComparison.Ordinal)) throw;
            return refusal.Message;
        }
    }

    [GeneratedRegex("<Version>(.+)</Version>")]
    private static partial Regex Version { get; }
}
