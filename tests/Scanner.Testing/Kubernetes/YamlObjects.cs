using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Scanner.Testing.Kubernetes;

/// <summary>Reads the output of <c>helm template</c>.</summary>
public static partial class YamlObjects
{
    /// <summary>The objects of a stream of documents, each under a comment that names its source.</summary>
    internal static IEnumerable<ChartObject> Read(string text)
    {
        foreach (var part in Separator.Split(text))
        {
            var source = Source.Match(part).Groups[1].Value.Trim();
            if (ReadValue(part) is JsonObject read) yield return new ChartObject(read, source);
        }
    }

    /// <summary>The first document of the text as JSON; null where there is none.</summary>
    public static JsonNode? ReadValue(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return stream.Documents.Count == 0 ? null : Convert(stream.Documents[0].RootNode);
    }

    private static JsonNode? Convert(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Select(
            pair => KeyValuePair.Create(((YamlScalarNode)pair.Key).Value!, Convert(pair.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Select(Convert)]),
        YamlScalarNode { Style: ScalarStyle.Plain } plain => Plain(plain.Value ?? ""),
        YamlScalarNode quoted => JsonValue.Create(quoted.Value),
        _ => throw new FormatException($"{node.NodeType} at {node.Start} is not supported."),
    };

    // What sigs.k8s.io/yaml makes of a scalar without quotes (YAML 1.1, as Kubernetes reads it).
    private static JsonValue? Plain(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" or "y" or "Y" => JsonValue.Create(true),
        "false" or "False" or "FALSE" or "no" or "No" or "NO" or "off" or "Off" or "OFF" or "n" or "N" => JsonValue.Create(false),
        _ when Integer.IsMatch(text) => JsonValue.Create(long.Parse(text, CultureInfo.InvariantCulture)),
        _ when Number.IsMatch(text) => JsonValue.Create(double.Parse(text, CultureInfo.InvariantCulture)),
        _ => JsonValue.Create(text),
    };

    [GeneratedRegex(@"^---\s*$", RegexOptions.Multiline)]
    private static partial Regex Separator { get; }

    [GeneratedRegex(@"^# Source: (.+)$", RegexOptions.Multiline)]
    private static partial Regex Source { get; }

    [GeneratedRegex(@"^[-+]?(0|[1-9]\d*)$")]
    private static partial Regex Integer { get; }

    [GeneratedRegex(@"^[-+]?\d+\.\d*([eE][-+]?\d+)?$")]
    private static partial Regex Number { get; }
}
