using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Scanner.Testing.Kubernetes;

namespace Scanner.Chart.Tests;

/// <summary>values.yaml, values.schema.json and the README's table say the same.</summary>
public sealed partial class DocumentationTests
{
    private static readonly JsonNode Schema = JsonNode.Parse(File.ReadAllText(Path.Combine(RenderedChart.Folder, "values.schema.json")))!;
    private static readonly string ValuesText = File.ReadAllText(Path.Combine(RenderedChart.Folder, "values.yaml"));
    private static readonly JsonObject Values = YamlObjects.ReadValue(ValuesText)!.AsObject();

    /// <summary>What Helm itself adds when the chart is a dependency of another.</summary>
    private const string OfHelm = "global";

    [Fact]
    public void Schema_HasTheKeysOfValuesAndNoOther()
    {
        var ofValues = Keys(Values).Select(pair => pair.Key).Order(StringComparer.Ordinal).ToArray();

        Assert.True(ofValues.Length > 150, $"Only {ofValues.Length} keys were found in values.yaml.");
        Assert.Equal(ofValues, SchemaKeys(Schema, "").Where(key => key != OfHelm).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Schema_EveryObject_SaysWhatItMayHold()
    {
        var open = new List<string>();
        Walk(Schema, "#", (node, path) =>
        {
            // Objects of Kubernetes' own, and what Helm adds, are not ours to list.
            if (node["type"] is JsonValue type && type.ToString() == "object" && !node.ContainsKey("additionalProperties")) open.Add(path);
        });

        Assert.Equal(
            ["#/definitions/kubernetes", "#/definitions/kubernetesList/items", "#/properties/global"], open.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Readme_Table_HasEveryKeyWithItsDefault()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(RenderedChart.Folder, "README.md"), TestContext.Current.CancellationToken);
        var rows = TableRow.Matches(readme).ToDictionary(row => row.Groups["key"].Value, row => row.Groups["default"].Value);

        Assert.Equal(Keys(Values).Select(pair => pair.Key), rows.Keys);
        Assert.All(Keys(Values), pair => Assert.Equal(pair.Default, rows[pair.Key]));
    }

    [Fact]
    public void Values_EveryKey_HasAComment()
    {
        var lines = ValuesText.Split('\n');
        var comments = lines.Count(line => line.TrimStart().StartsWith("# -- ", StringComparison.Ordinal));

        Assert.Equal(Keys(Values).Count(), comments);
    }

    [Fact]
    public void Templates_UseEveryKey()
    {
        var templates = string.Concat(Directory.EnumerateFiles(Path.Combine(RenderedChart.Folder, "templates"), "*", SearchOption.AllDirectories)
            .Select(File.ReadAllText));

        var unused = Keys(Values).Select(pair => pair.Key).Where(key => !Regex.IsMatch(templates, $@"\.{key.Split('.')[^1]}\b"));

        Assert.Empty(unused);
    }

    /// <summary>Every key that has a value of its own; a resources map or a security context is one value.</summary>
    private static IEnumerable<(string Key, string Default)> Keys(JsonObject values, string prefix = "")
    {
        foreach (var (name, value) in values)
        {
            var key = prefix + name;
            if (value is JsonObject { Count: > 0 } map && !IsOneValue(name))
            {
                foreach (var below in Keys(map, key + ".")) yield return below;
            }
            else
            {
                yield return (key, value?.ToJsonString(JsonText) ?? "null");
            }
        }
    }

    private static readonly System.Text.Json.JsonSerializerOptions JsonText =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static bool IsOneValue(string name) => name is "resources" or "podSecurityContext";

    private static IEnumerable<string> SchemaKeys(JsonNode schema, string prefix)
    {
        foreach (var (name, property) in schema["properties"]!.AsObject())
        {
            var target = Resolve(property!);
            // issuerRef and label selectors are empty by default: one value in values.yaml.
            var isBranch = target["properties"] is not null && !IsOneValue(name) && HasKeys(prefix + name);
            if (!isBranch)
            {
                yield return prefix + name;
                continue;
            }
            foreach (var below in SchemaKeys(target, $"{prefix}{name}.")) yield return below;
        }
    }

    private static bool HasKeys(string key)
    {
        JsonNode? node = Values;
        foreach (var step in key.Split('.')) node = node?[step];
        return node is JsonObject { Count: > 0 };
    }

    private static JsonNode Resolve(JsonNode schema) =>
        (string?)schema["$ref"] is { } reference ? Schema["definitions"]![reference.Split('/')[^1]]! : schema;

    private static void Walk(JsonNode? node, string path, Action<JsonObject, string> visit)
    {
        if (node is not JsonObject map) return;
        visit(map, path);
        foreach (var (name, value) in map) Walk(value, $"{path}/{name}", visit);
    }

    [GeneratedRegex(@"^\| `(?<key>[A-Za-z.]+)` \| .+ \| `(?<default>.+)` \|$", RegexOptions.Multiline)]
    private static partial Regex TableRow { get; }
}
