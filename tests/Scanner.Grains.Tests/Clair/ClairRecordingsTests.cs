using System.Text.Json.Nodes;
using Scanner.Clair.Wire;
using Scanner.Grains.Clair;
using Scanner.Reports;
using Scanner.Testing.Clair;

namespace Scanner.Grains.Tests.Clair;

/// <summary>What a real Clair answered maps to what the same answer says in JSON.</summary>
public sealed class ClairRecordingsTests
{
    public static TheoryData<string> Images => [.. ClairRecordings.Images];

    [Theory]
    [MemberData(nameof(Images))]
    public void ReadAncestry_RecordedAnswer_CountsAsItsJsonDoes(string image)
    {
        var recorded = ClairRecordings.ReadImage(image)["get"]!["response"]!;
        var layers = Items(recorded["ancestry"], "layers").ToList();
        var name = recorded["ancestry"]!["name"]!.GetValue<string>();

        var ancestry = ClairClient.ReadAncestry(name, GetAncestryResponse.Parser.ParseFrom(ClairRecordings.ReadImageResponse(image)));

        Assert.Equal(layers.Select(layer => layer["layer"]!["hash"]!.GetValue<string>()), ancestry.Layers.Select(layer => layer.Hash));
        Assert.Equal(layers.Select(layer => Items(layer, "detectedFeatures").Count()), ancestry.Layers.Select(layer => layer.FeatureCount));
        Assert.Equal(
            layers.SelectMany(layer => Items(layer, "detectedFeatures")).SelectMany(Findings).Order(StringComparer.Ordinal),
            ancestry.Layers.SelectMany(layer => layer.Findings).Select(Text).Order(StringComparer.Ordinal));
        Assert.Equal(
            DateTimeOffset.Parse(recorded["status"]!["lastUpdateTime"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture),
            ancestry.Status.DatabaseTime);
    }

    [Fact]
    public void ReadAncestry_OtherName_IsRefused()
    {
        var answer = GetAncestryResponse.Parser.ParseFrom(ClairRecordings.ReadImageResponse("alpine"));

        var error = Assert.Throws<Scanner.Failures.ScanException>(() => ClairClient.ReadAncestry("another", answer));

        Assert.Equal(Scanner.Failures.FailureKind.ClairAnswerInvalid, error.Kind);
    }

    private static IEnumerable<string> Findings(JsonNode feature) => Items(feature, "vulnerabilities").Select(vulnerability =>
        $"{feature["name"]} {feature["version"]} {vulnerability["name"]} {vulnerability["severity"]} {vulnerability["fixedBy"]}");

    private static string Text(Finding finding) =>
        $"{finding.Feature} {finding.Version} {finding.Vulnerability} {finding.Severity} {finding.FixedBy}";

    private static IEnumerable<JsonNode> Items(JsonNode? parent, string property) =>
        parent?[property]?.AsArray().Select(item => item!) ?? [];
}
