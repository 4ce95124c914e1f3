using Scanner.Testing;
using Scanner.Testing.Kubernetes;

namespace Scanner.Chart.Tests;

/// <summary>What the operator reads last.</summary>
public sealed class NotesTests
{
    [Fact]
    public async Task Notes_ByDefault_TellWhatIsCheckedAndHowToStopIt()
    {
        var notes = await RenderAsync("scanner", RenderedChart.LeastValues);

        Assert.Contains("every namespace except kube-system, kube-node-lease, scanner.", notes, StringComparison.Ordinal);
        Assert.Contains("no webhook answers        Ignore", notes, StringComparison.Ordinal);
        Assert.Contains("kubectl delete validatingwebhookconfiguration scanner ", notes, StringComparison.Ordinal);
        Assert.Contains("--reset-then-reuse-values", notes, StringComparison.Ordinal);
        Assert.Contains("kubectl delete crd orleansclusters.orleans.scanner.io", notes, StringComparison.Ordinal);
        Assert.Contains("scanner-silo:0.1.0", notes, StringComparison.Ordinal);
        Assert.DoesNotContain("WARNING", notes, StringComparison.Ordinal);
        Assert.DoesNotContain("failurePolicy is Fail", notes, StringComparison.Ordinal);
        Assert.All(notes.Split('\n'), line => Assert.True(line.Length <= 130, line));
    }

    [Theory]
    [InlineData("default", "", "Scanner's own namespace is not checked")]
    [InlineData("scanner", "admission: {failurePolicy: Fail}", "failurePolicy is Fail")]
    [InlineData("scanner", "admission: {enabled: false}", "NOTHING IS CHECKED")]
    [InlineData("scanner", "cluster: {tls: {enabled: false}}", "cluster.tls.enabled is false")]
    public async Task Notes_WhereSomethingIsUnusual_SaySo(string @namespace, string values, string expected)
    {
        Assert.Contains(
            expected, await RenderAsync(@namespace, $"{RenderedChart.LeastValues}\n{values}"), StringComparison.Ordinal);
    }

    private static async Task<string> RenderAsync(string @namespace, string values)
    {
        RealServicesCheck.Require(HelmProgram.MissingGo());
        return await RenderedChart.RenderNotesAsync(@namespace, values, TestContext.Current.CancellationToken);
    }
}
