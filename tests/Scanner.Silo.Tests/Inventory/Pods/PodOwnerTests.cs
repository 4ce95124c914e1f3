using System.Globalization;
using Scanner.Silo.Inventory.Pods;
using Scanner.Silo.Inventory.Workloads;

namespace Scanner.Silo.Tests.Inventory.Pods;

public sealed class PodOwnerTests
{
    [Fact]
    public void Of_ReplicaSetWithTheLabelsHash_IsTheDeployment() =>
        Assert.Equal(
            new WorkloadId("team", "apps/v1", "Deployment", "web-front", null),
            PodOwner.Of(Pod("apps/v1", "ReplicaSet", "web-front-6d4b75cb6d") with { Labels = new() { PodTemplateHash = "6d4b75cb6d" } }));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("b75cb6d")]
    [InlineData("web-6d4b75cb6d")]
    [InlineData("7777777777")]
    public void Of_ReplicaSetWithAnotherHash_IsTheReplicaSet(string? hash) =>
        Assert.Equal(
            new WorkloadId("team", "apps/v1", "ReplicaSet", "web-6d4b75cb6d", "owner-uid"),
            PodOwner.Of(Pod("apps/v1", "ReplicaSet", "web-6d4b75cb6d") with { Labels = new() { PodTemplateHash = hash } }));

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    [InlineData(600)]
    public void Of_JobOfThatMinute_IsTheCronJob(int minutes) =>
        Assert.Equal(
            new WorkloadId("team", "batch/v1", "CronJob", "report-daily", null),
            PodOwner.Of(Pod("batch/v1", "Job", $"report-daily-{MinuteOf(minutes)}")));

    [Theory]
    [InlineData("import-20261124")]
    [InlineData("import-1")]
    [InlineData("import")]
    [InlineData("import-")]
    [InlineData("-29000000")]
    public void Of_OtherJob_IsTheJob(string name) => Assert.Equal(
        new WorkloadId("team", "batch/v1", "Job", name, "owner-uid"), PodOwner.Of(Pod("batch/v1", "Job", name)));

    [Fact]
    public void Of_JobOfAnotherWeek_IsTheJob() =>
        Assert.Equal("Job", PodOwner.Of(Pod("batch/v1", "Job", $"report-{MinuteOf(7 * 24 * 60)}")).Kind);

    [Theory]
    [InlineData("apps/v1", "StatefulSet")]
    [InlineData("apps/v1", "DaemonSet")]
    [InlineData("argoproj.io/v1alpha1", "Workflow")]
    public void Of_OtherController_IsTheController(string apiVersion, string kind) =>
        Assert.Equal(new WorkloadId("team", apiVersion, kind, "db", "owner-uid"), PodOwner.Of(Pod(apiVersion, kind, "db")));

    [Fact]
    public void Of_MirrorPodOfANode_IsThePod() =>
        Assert.Equal(new WorkloadId("team", "v1", "Pod", "pod-0", "pod-uid"), PodOwner.Of(Pod("v1", "Node", "node-1")));

    [Fact]
    public void Of_OwnerThatIsNoController_IsThePod()
    {
        var pod = Pod("apps/v1", "StatefulSet", "db");

        var owner = PodOwner.Of(pod with { OwnerReferences = [pod.OwnerReferences![0] with { Controller = null }] });

        Assert.Equal("Pod", owner.Kind);
    }

    private static string MinuteOf(int minutesFromNow) =>
        (Samples.Now.ToUnixTimeSeconds() / 60 + minutesFromNow).ToString(CultureInfo.InvariantCulture);

    private static PodJson.ObjectMeta Pod(string apiVersion, string kind, string name) => new()
    {
        Name = "pod-0",
        Namespace = "team",
        Uid = "pod-uid",
        CreationTimestamp = Samples.Now,
        OwnerReferences = [new() { ApiVersion = apiVersion, Kind = kind, Name = name, Uid = "owner-uid", Controller = true }],
    };
}
