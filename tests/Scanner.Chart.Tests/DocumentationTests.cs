using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Scanner.Chart.Tests.Support;
using Scanner.Testing.Kubernetes;

namespace Scanner.Chart.Tests;

/// <summary>values.yaml, values.schema.json and the README's table say the same.</summary>
public sealed partial class DocumentationTests
{
    /// <summary>What Helm itself adds when the chart is a dependency of another.</summary>
    private const string OfHelm = "global";

    private static readonly JsonSerializerOptions AsWritten = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void Schema_HasTheKeysOfValuesAndNoOther()
    {
        var ofValues = ChartValues.Keys().Order(StringComparer.Ordinal).ToArray();

        Assert.True(ofValues.Length > 150, $"Only {ofValues.Length} keys were found in values.yaml.");
        Assert.Equal(ofValues, SchemaKeys(ChartValues.Schema, "").Where(key => key != OfHelm).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Schema_EveryObject_SaysWhatItMayHold()
    {
        var open = new List<string>();
        Walk(ChartValues.Schema, "#", (node, path) =>
        {
            var isObject = node["type"] is JsonValue type && type.ToString() == "object";
            if (isObject && !node.ContainsKey("additionalProperties")) open.Add(path);
        });

        // Objects of Kubernetes' own, and what Helm adds, are not ours to list.
        Assert.Equal(
            ["#/definitions/kubernetes", "#/definitions/kubernetesList/items", "#/properties/global"],
            open.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Readme_Table_HasEveryKeyWithItsDefault()
    {
        var readme = await File.ReadAllTextAsync(
            Path.Combine(RenderedChart.Folder, "README.md"), TestContext.Current.CancellationToken);
        var rows = TableRow.Matches(readme).Select(row => $"{row.Groups["key"].Value} = {row.Groups["default"].Value}");

        Assert.Equal(
            ChartValues.Keys().Select(key => $"{key} = {ChartValues.Default(key)?.ToJsonString(AsWritten) ?? "null"}"), rows);
    }

    [Fact]
    public void Values_EveryKey_HasAComment()
    {
        var comments = ChartValues.Text.Split('\n').Count(line => line.TrimStart().StartsWith("# -- ", StringComparison.Ordinal));

        Assert.Equal(ChartValues.Keys().Count(), comments);
    }

    private static IEnumerable<string> SchemaKeys(JsonNode schema, string prefix)
    {
        foreach (var (name, property) in schema["properties"]!.AsObject())
        {
            var target = ChartValues.Resolve(property!);
            // A label selector or an issuer is empty by default, and so one value in values.yaml.
            var isBranch = target["properties"] is not null
                && !ChartValues.IsOneValue(name)
                && ChartValues.Default(prefix + name) is JsonObject { Count: > 0 };
            if (!isBranch)
            {
                yield return prefix + name;
                continue;
            }
            foreach (var below in SchemaKeys(target, $"{prefix}{name}.")) yield return below;
        }
    }

    private static void Walk(JsonNode? node, string path, Action<JsonObject, string> visit)
    {
        if (node is not JsonObject map) return;
        visit(map, path);
        foreach (var (name, value) in map) Walk(value, $"{path}/{name}", visit);
    }

    [GeneratedRegex(@"^\| `(?<key>[A-Za-z.]+)` \| .+ \| `(?<default>.+)` \|$", RegexOptions.Multiline)]
    private static partial Regex TableRow { get; }
}
