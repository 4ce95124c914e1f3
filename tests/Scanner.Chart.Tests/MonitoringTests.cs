using Scanner.Chart.Tests.Support;

namespace Scanner.Chart.Tests;

/// <summary>ServiceMonitors, of which KubernetesClient has no type: the fields that Prometheus needs.</summary>
public sealed class MonitoringTests
{
    [Fact]
    public async Task ServiceMonitors_ByDefault_AreNone()
    {
        Assert.Empty((await Renderings.RenderAsync("defaults")).OfKind("ServiceMonitor"));
    }

    [Theory]
    [InlineData("scanner-webhook", "https")]
    [InlineData("scanner-silo", "health")]
    public async Task ServiceMonitor_WhenOn_FindsTheServiceAndItsPort(string name, string port)
    {
        var chart = await Renderings.RenderAsync("everything");
        var monitor = chart.Get("ServiceMonitor", name).Json;
        var service = chart.Get("Service", name).Json;

        var endpoint = Assert.Single(monitor["spec"]!["endpoints"]!.AsArray())!;
        Assert.Equal(port, (string?)endpoint["port"]);
        Assert.Equal("/metrics", (string?)endpoint["path"]);
        Assert.Contains(service["spec"]!["ports"]!.AsArray(), candidate => (string?)candidate!["name"] == port);
        foreach (var (label, value) in monitor["spec"]!["selector"]!["matchLabels"]!.AsObject())
            Assert.Equal((string?)value, (string?)service["metadata"]!["labels"]![label]);
        Assert.Equal("prometheus", (string?)monitor["metadata"]!["labels"]!["release"]);
    }
}
