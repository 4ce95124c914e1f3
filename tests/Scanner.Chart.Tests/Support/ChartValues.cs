using System.Text.Json.Nodes;
using Scanner.Testing.Kubernetes;

namespace Scanner.Chart.Tests.Support;

/// <summary>The chart's values.yaml and values.schema.json.</summary>
internal static class ChartValues
{
    /// <summary>The schema of all values.</summary>
    public static JsonNode Schema { get; } =
        JsonNode.Parse(File.ReadAllText(Path.Combine(RenderedChart.Folder, "values.schema.json")))!;

    /// <summary>values.yaml as it is written.</summary>
    public static string Text { get; } = File.ReadAllText(Path.Combine(RenderedChart.Folder, "values.yaml"));

    /// <summary>values.yaml as Helm reads it.</summary>
    public static JsonObject Values { get; } = YamlObjects.ReadValue(Text)!.AsObject();

    /// <summary>Every key that has a value of its own, in the order of values.yaml.</summary>
    public static IEnumerable<string> Keys() => KeysOf(Values, "");

    /// <summary>Whether everything below the key is one value: a resources map, a security context.</summary>
    public static bool IsOneValue(string name) => name is "resources" or "podSecurityContext";

    /// <summary>The value of the key in values.yaml.</summary>
    public static JsonNode? Default(string key) => key.Split('.').Aggregate((JsonNode?)Values, (node, step) => node?[step]);

    /// <summary>The node, or the definition that it refers to.</summary>
    public static JsonNode Resolve(JsonNode schema) =>
        (string?)schema["$ref"] is { } reference ? Schema["definitions"]![reference.Split('/')[^1]]! : schema;

    /// <summary>
    /// A document that sets the key to a value that is allowed and neither the default nor one of the examples.
    /// </summary>
    public static string Another(string key)
    {
        var property = key.Split('.').Aggregate(Schema, (schema, step) => Resolve(schema)["properties"]![step]!);
        var value = AnotherValue(key, property, Default(key));
        return key.Split('.').Reverse().Aggregate(value, (below, step) => new JsonObject { [step] = below })!.ToJsonString();
    }

    private static JsonNode? AnotherValue(string key, JsonNode property, JsonNode? current)
    {
        var schema = Resolve(property);
        if (schema["enum"] is JsonArray choices)
            return choices.Last(choice => !JsonNode.DeepEquals(choice, current))!.DeepClone();
        switch (((string?)property["$ref"])?.Split('/')[^1])
        {
            case "time": return "00:00:07";
            case "goTime": return "7h";
            case "digest": return "sha256:" + new string('7', 64);
            case "strings": return new JsonObject { ["seven"] = "7" };
            case "kubernetes": return new JsonObject { ["seven"] = new JsonObject() };
            case "kubernetesList": return new JsonArray(new JsonObject { ["name"] = "seven" });
            case "resources": return new JsonObject { ["requests"] = new JsonObject { ["cpu"] = "7" } };
            case "labelSelector": return new JsonObject { ["matchLabels"] = new JsonObject { ["seven"] = "7" } };
            default: break;
        }
        if (key == "certificates.certManager.issuerRef") return new JsonObject { ["name"] = "seven" };
        if (key == "certificates.provided.caBundle") return "-----BEGIN CERTIFICATE-----\nseven\n-----END CERTIFICATE-----\n";
        if (key == "clair.address") return "http://seven:7";
        if (key == "logging.levels") return new JsonObject { ["Seven"] = "Debug" };
        if (key == "admission.matchConditions")
            return new JsonArray(new JsonObject { ["name"] = "seven", ["expression"] = "true" });
        if (key == "image.pullSecrets") return new JsonArray(new JsonObject { ["name"] = "seven" });
        if (key == "registry.platforms") return new JsonArray("seven/seven");
        if (key == "networkPolicy.egress.ports") return new JsonArray(7);
        if (key.EndsWith("persistence.size", StringComparison.Ordinal)) return "7Gi";
        if (key == "serviceMonitor.interval") return "7s";
        return current switch
        {
            JsonArray => new JsonArray("seven"),
            JsonValue flag when flag.GetValueKind() is System.Text.Json.JsonValueKind.True => false,
            JsonValue flag when flag.GetValueKind() is System.Text.Json.JsonValueKind.False => true,
            JsonValue number when number.GetValueKind() is System.Text.Json.JsonValueKind.Number => number.GetValue<long>() + 17,
            _ => "seven",
        };
    }

    private static IEnumerable<string> KeysOf(JsonObject values, string prefix)
    {
        foreach (var (name, value) in values)
        {
            if (value is JsonObject { Count: > 0 } map && !IsOneValue(name))
            {
                foreach (var below in KeysOf(map, $"{prefix}{name}.")) yield return below;
            }
            else
            {
                yield return prefix + name;
            }
        }
    }
}
