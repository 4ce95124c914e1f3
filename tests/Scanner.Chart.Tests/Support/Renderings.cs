using Scanner.Testing;
using Scanner.Testing.Kubernetes;

namespace Scanner.Chart.Tests.Support;

/// <summary>The ways of installing the chart that every test of objects goes through.</summary>
internal static class Renderings
{
    /// <summary>The release's namespace, where a test needs none on a server.</summary>
    public const string Namespace = "scanner";

    /// <summary>Examples of the chart (files in its folder <c>examples</c>), and two that have none.</summary>
    public static TheoryData<string> Names { get; } =
        ["defaults", "self-managed", "minimal", "high-availability", "cert-manager", "provided-certificates", "everything"];

    /// <summary>Renders the one of that name.</summary>
    public static async Task<RenderedChart> RenderAsync(
        string name, string @namespace = Namespace, params IEnumerable<string> arguments)
    {
        RealServicesCheck.Require(RenderedChart.Missing());
        return await RenderedChart.RenderAsync(
            @namespace, await ValuesAsync(name), TestContext.Current.CancellationToken, arguments: arguments);
    }

    /// <summary>Renders with the least values and these.</summary>
    /// <param name="settings">In the language of <c>helm --set</c>.</param>
    public static async Task<RenderedChart> RenderWithAsync(params string[] settings)
    {
        RealServicesCheck.Require(RenderedChart.Missing());
        return await RenderedChart.RenderAsync(
            Namespace,
            RenderedChart.LeastValues,
            TestContext.Current.CancellationToken,
            arguments: settings.SelectMany(setting => new[] { "--set", setting }));
    }

    /// <summary>The message with which the chart refuses the values.</summary>
    public static async Task<string> RefusalAsync(string values, params string[] settings)
    {
        RealServicesCheck.Require(RenderedChart.Missing());
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => RenderedChart.RenderAsync(
            Namespace,
            values,
            TestContext.Current.CancellationToken,
            arguments: settings.SelectMany(setting => new[] { "--set", setting })));
        return failure.Message;
    }

    private static async Task<string> ValuesAsync(string name) => name switch
    {
        "defaults" => RenderedChart.LeastValues,
        "self-managed" => $"{RenderedChart.LeastValues}\ncertificates: {{mode: selfManaged, selfManaged: {{overlap: '00:20:00'}}}}",
        _ => await File.ReadAllTextAsync(
            Path.Combine(RenderedChart.Folder, "examples", $"{name}.yaml"), TestContext.Current.CancellationToken),
    };
}
