using Scanner.Webhook.Workloads;

namespace Scanner.Webhook.Tests.Workloads;

public sealed class WorkloadNameTests
{
    [Theory]
    [InlineData("Deployment", "team-a", "web", null, "Deployment team-a/web")]
    [InlineData("Pod", "team-a", "", "web-", "Pod team-a/web-*")]
    [InlineData("Pod", "team-a", "web-1", "web-", "Pod team-a/web-1")]
    [InlineData("Pod", "team-a", null, null, "Pod team-a/?")]
    [InlineData("Widget", "", "w", null, "Widget w")]
    [InlineData(null, null, null, null, "Object ?")]
    [InlineData("Pod", "a\nb", "c\rd", null, "Pod a b/c d")]
    public void Of_Parts_AreJoined(string? kind, string? @namespace, string? name, string? generateName, string expected) =>
        Assert.Equal(expected, WorkloadName.Of(kind, @namespace, name, generateName));

    [Fact]
    public void Of_LongParts_AreCut()
    {
        var longText = new string('x', 100_000);

        Assert.Equal(253 + 1 + 253 + 1 + 253, WorkloadName.Of(longText, longText, longText, null).Length);
    }
}
