using System.Text.Json.Nodes;
using Scanner.Clustering.Kubernetes.Tests.Setup;
using Scanner.Testing;

namespace Scanner.Clustering.Kubernetes.Tests.Resources;

/// <summary>The CustomResourceDefinition as a real API server reads it.</summary>
public sealed class SchemaTests(KubernetesFixture kubernetes)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"table":null}""", "table")]
    [InlineData("""{"table":{"version":null}}""", "table.version")]
    [InlineData("""{"table":{"version":-1}}""", "table.version")]
    [InlineData("""{"table":{"version":"1"}}""", "table.version")]
    [InlineData("""{"table":{"silos":null}}""", "table.silos")]
    [InlineData("""{"table":{"silos":{"new":{"iAmAliveTime":"2026-01-01T00:00:00Z"}}}}""", "table.silos.new.status")]
    [InlineData("""{"table":{"silos":{"SILO":{"status":"Alive"}}}}""", ".status")]
    [InlineData("""{"table":{"silos":{"SILO":{"gatewayPort":70000}}}}""", ".gatewayPort")]
    [InlineData("""{"table":{"silos":{"SILO":{"iAmAliveTime":"yesterday"}}}}""", ".iAmAliveTime")]
    [InlineData("""{"table":{"silos":{"SILO":{"suspectTimes":[{"silo":"10.1.2.3:1@1"}]}}}}""", ".suspectTimes.at")]
    public async Task Change_ThatLeavesNoTable_IsRefused(string change, string field)
    {
        using var cluster = await TestCluster.CreateAsync(kubernetes.Server);
        var table = await cluster.JoinedTableAsync();
        var silo = Entries.New();
        await table.AddAsync(silo);

        var patch = change.Replace("SILO", silo.SiloAddress.ToParsableString(), StringComparison.Ordinal);
        var result = await cluster.Server.KubectlAsync(
            ["-n", cluster.Namespace, "patch", "orleanscluster", cluster.Name, "--type=merge", "-p", patch], null, Cancelled);

        Assert.False(result.Succeeded);
        Assert.Contains(field, result.Errors, StringComparison.Ordinal);
        Assert.Equal(silo.Text(), (await table.RowAsync(silo)).Entry.Text());
    }

    [Fact]
    public async Task Get_WithKubectl_ShowsVersionAndActiveSilos()
    {
        using var cluster = await TestCluster.CreateAsync(kubernetes.Server);
        var table = await cluster.JoinedTableAsync();
        foreach (var status in (SiloStatus[])[SiloStatus.Active, SiloStatus.Active, SiloStatus.Dead])
            await table.AddAsync(Entries.New(status));

        var lines = (await cluster.KubectlAsync("get", "orleansclusters")).Split('\n');

        Assert.Equal(["NAME", "VERSION", "ACTIVE", "AGE"], lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Matches("^scanner +3 +2 ", lines[1]);
    }

    [Fact]
    public async Task Definition_EveryField_IsDescribed()
    {
        using var cluster = await TestCluster.CreateAsync(kubernetes.Server);
        var text = await cluster.KubectlAsync("get", "crd", "orleansclusters.orleans.scanner.io", "-o", "json");
        var definition = JsonNode.Parse(text)!;

        var schema = definition["spec"]!["versions"]![0]!["schema"]!["openAPIV3Schema"]!;

        Assert.Equal(["metadata"], Undescribed("", schema));
    }

    private static IEnumerable<string> Undescribed(string name, JsonNode schema)
    {
        var children = ((schema["properties"] as JsonObject) ?? []).Select(property => (property.Key, property.Value!)).ToList();
        if (schema["additionalProperties"] is JsonObject values) children.Add(($"{name}.*", values));
        if (schema["items"] is JsonObject items) children.Add(($"{name}[]", items));
        return (schema["description"] is null ? (string[])[name] : [])
            .Concat(children.SelectMany(child => Undescribed(child.Item1, child.Item2)));
    }
}
