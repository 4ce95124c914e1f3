using System.Net;
using k8s;
using Microsoft.Extensions.Logging;
using Scanner.Silo.Inventory.Pods;
using Scanner.Silo.Inventory.Workloads;

namespace Scanner.Silo.Tests.Inventory.Pods;

public sealed class PodFeedTests : IAsyncDisposable
{
    private readonly SkippingClock _clock = new(Samples.Now);
    private readonly ScriptedApi _api = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly ListLogger<PodFeed> _log = new();
    private readonly List<WorkloadVariant> _appeared = [];
    private readonly RunningPods _pods = new();
    private readonly Kubernetes _client;
    private readonly PodFeed _feed;
    private readonly Task _work;

    public PodFeedTests()
    {
        _client = _api.Connect();
        // The clock of the requests is another: these do take time here.
        _feed = new PodFeed(new PodApi(_client, TimeProvider.System), _pods, _appeared.Add, _clock, _log, pageSize: 2);
        _work = _feed.RunAsync(_stopping.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _client.Dispose();
        _stopping.Dispose();
    }

    [Fact]
    public async Task List_InPages_GoesOnFromEachToTheNextAndThenWatches()
    {
        var first = await NextAsync();
        Assert.Contains("&limit=2", first.Query, StringComparison.Ordinal);
        Assert.DoesNotContain("continue", first.Query, StringComparison.Ordinal);
        first.Answer(Page("10", "a+b=", Pod(1), Pod(2)));
        var second = await NextAsync();
        Assert.EndsWith("&limit=2&continue=a%2Bb%3D", second.Query, StringComparison.Ordinal);
        second.Answer(Page("10", "", Pod(3)));
        var watch = await NextAsync();

        Assert.True(watch.IsWatch);
        Assert.EndsWith("&resourceVersion=10", watch.Query, StringComparison.Ordinal);
        Assert.Equal((3, 3), (_pods.Count().Pods, _appeared.Count));
        Assert.Equal(Samples.Now, _feed.ListedAt!.Value, TimeSpan.FromMinutes(1));
        Assert.Contains((LogLevel.Information, "The inventory has 3 running pods of 3 workloads with 3 distinct images"), _log.Entries);
    }

    [Fact]
    public async Task Watch_Ended_GoesOnFromTheLastChangeOrBookmark()
    {
        await ListAsync("10", Pod(1));
        (await NextAsync()).Answer(
            Change("ADDED", "11", Pod(2)) + Change("MODIFIED", "12", Pod(1, phase: "Succeeded")) + Change("ADDED", "13", Pod(3))
            + Change("DELETED", "14", Pod(3)) + """{"type": "BOOKMARK", "object": {"kind": "Pod", "metadata": {"resourceVersion": "20"}}}""");

        var again = await NextAsync();

        Assert.True(again.IsWatch);
        Assert.EndsWith("&resourceVersion=20", again.Query, StringComparison.Ordinal);
        Assert.Equal(["web-2"], Workloads());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Watch_Gone_ListsAnewAndForgetsWhatIsNotOnTheList(bool inStream)
    {
        await ListAsync("10", Pod(1), Pod(2));
        var watch = await NextAsync();
        if (inStream) watch.Answer("""{"type": "ERROR", "object": {"kind": "Status", "status": "Failure", "code": 410, "message": "too old resource version"}}""");
        else watch.Refuse(HttpStatusCode.Gone, "too old resource version");

        var list = await NextAsync();
        Assert.False(list.IsWatch);
        Assert.Equal(2, _pods.Count().Pods);
        list.Answer(Page("30", null, Pod(2)));

        Assert.EndsWith("&resourceVersion=30", (await NextAsync()).Query, StringComparison.Ordinal);
        Assert.Equal(["web-2"], Workloads());
        Assert.DoesNotContain(_log.Entries, entry => entry.Level > LogLevel.Information);
    }

    [Fact]
    public async Task List_TokenExpired_StartsOver()
    {
        (await NextAsync()).Answer(Page("10", "next", Pod(1)));
        (await NextAsync()).Refuse(HttpStatusCode.Gone, "The provided continue parameter is too old");

        var again = await NextAsync();

        Assert.False(again.IsWatch);
        Assert.DoesNotContain("continue=", again.Query, StringComparison.Ordinal);
        Assert.Equal(1, _pods.Count().Pods);
    }

    [Fact]
    public async Task ApiServer_AwayForHours_IsAskedRarelyAndWhatIsKnownStays()
    {
        await ListAsync("10", Pod(1));
        var begun = _clock.GetUtcNow();
        var tries = 0;
        ScriptedApi.Request watch;
        for (watch = await NextAsync(); _clock.GetUtcNow() - begun < TimeSpan.FromHours(1); watch = await NextAsync(), tries++) watch.Fail();

        Assert.InRange(tries, 40, 100);
        Assert.EndsWith("&resourceVersion=10", watch.Query, StringComparison.Ordinal);
        Assert.Equal(["web-1"], Workloads());
        Assert.StartsWith("the cluster's pods cannot be followed, what is known stays: the API server cannot be reached", _feed.Progress, StringComparison.Ordinal);
        Assert.Single(_log.Entries, entry => entry.Level == LogLevel.Warning);

        watch.Answer(Change("ADDED", "11", Pod(2)));
        await NextAsync();
        Assert.Equal(["web-1", "web-2"], Workloads());
        Assert.Equal("follows the cluster's pods", _feed.Progress);
    }

    [Fact]
    public async Task Watch_RefusedAgainAndAgain_ListsAnew()
    {
        await ListAsync("10", Pod(1));
        for (var refusal = 0; refusal < 3; refusal++)
        {
            var watch = await NextAsync();
            Assert.True(watch.IsWatch);
            watch.Refuse(HttpStatusCode.GatewayTimeout, "Too large resource version");
        }

        Assert.False((await NextAsync()).IsWatch);
    }

    [Fact]
    public async Task List_Forbidden_IsToldOnceWithTheRoleToGrant()
    {
        for (var refusal = 0; refusal < 5; refusal++) (await NextAsync()).Refuse(HttpStatusCode.Forbidden, "pods is forbidden");
        await NextAsync();

        var (level, text) = Assert.Single(_log.Entries);
        Assert.Equal(LogLevel.Error, level);
        Assert.Equal(
            "The inventory may not read pods: RBAC forbids it (pods is forbidden). Grant the silo's ServiceAccount a ClusterRole with "
            + "apiGroups [\"\"], resources [\"pods\"], verbs [\"list\", \"watch\"]; the chart's has it with inventory.enabled",
            text);
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("{\"items\": 7}")]
    [InlineData("null")]
    [InlineData("{\"items\": [{\"metadata\": {\"uid\"")]
    public async Task List_Garbage_IsTriedAgain(string body)
    {
        (await NextAsync()).Answer(body);

        Assert.False((await NextAsync()).IsWatch);
        Assert.Contains("was no JSON", Assert.Single(_log.Entries).Text, StringComparison.Ordinal);
    }

    private ValueTask<ScriptedApi.Request> NextAsync() => _api.NextAsync(TestContext.Current.CancellationToken);

    private async Task ListAsync(string version, params string[] pods) => (await NextAsync()).Answer(Page(version, null, pods));

    private string[] Workloads()
    {
        foreach (var image in _appeared.SelectMany(variant => variant.Images)) image.Verdict = Samples.Refused("CVE-1");
        return [.. _pods.Refused(100).Select(workload => workload.Name).Order(StringComparer.Ordinal)];
    }

    private static string Page(string version, string? token, params string[] pods) =>
        $$$"""{"kind": "PodList", "metadata": {"resourceVersion": "{{{version}}}", "continue": "{{{token}}}"}, "items": [{{{string.Join(',', pods)}}}]}""";

    private static string Change(string type, string version, string pod) =>
        $$"""{"type": "{{type}}", "object": {{pod.Replace("VERSION", version, StringComparison.Ordinal)}}}""" + "\n";

    private static string Pod(int number, string phase = "Running") =>
        $$$"""
        {"metadata": {"name": "web-{{{number}}}-0", "namespace": "team", "uid": "{{{new Guid(number, 0, 0, new byte[8])}}}", "resourceVersion": "VERSION",
          "ownerReferences": [{"apiVersion": "apps/v1", "kind": "StatefulSet", "name": "web-{{{number}}}", "uid": "u{{{number}}}", "controller": true}]},
         "spec": {"containers": [{"name": "web", "image": "nginx"}]},
         "status": {"phase": "{{{phase}}}", "containerStatuses": [{"name": "web", "imageID": "nginx@{{{Samples.DigestOf(number)}}}"}]}}
        """.ReplaceLineEndings(" ");
}
