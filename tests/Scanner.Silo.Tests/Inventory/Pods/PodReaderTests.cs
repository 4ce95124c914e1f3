using Scanner.Silo.Inventory.Pods;

namespace Scanner.Silo.Tests.Inventory.Pods;

public sealed class PodReaderTests
{
    private const string Uid = "f98cdc3c-a449-4293-892b-f0d131f4fc7d";

    [Fact]
    public void Read_WholePod_HasEveryImageThatWasPulled()
    {
        var pod = Samples.Read(
            $$$"""
            {"kind": "Pod", "apiVersion": "v1",
             "metadata": {"name": "web-0", "namespace": "team", "uid": "{{{Uid}}}", "creationTimestamp": "2026-11-24T08:00:00Z",
               "managedFields": [{"fieldsV1": {"f:spec": {"f:containers": {"k:{\"name\":\"web\"}": {".": {} } } } } }],
               "ownerReferences": [{"apiVersion": "apps/v1", "kind": "StatefulSet", "name": "web", "uid": "u", "controller": true, "blockOwnerDeletion": true}]},
             "spec": {
               "initContainers": [{"name": "init", "image": "busybox"}],
               "containers": [
                 {"name": "web", "image": "nginx:1.27", "env": [{"name": "image", "value": "x"}]},
                 {"name": "twin", "image": "nginx:1.27"},
                 {"name": "pinned", "image": "quay.io/a/b@{{{Samples.DigestOf(3)}}}"},
                 {"name": "coming", "image": "ghcr.io/a/later:1"}],
               "ephemeralContainers": [{"name": "debug", "image": "debug"}],
               "volumes": [{"name": "v", "image": {"reference": "quay.io/a/vol@{{{Samples.DigestOf(5)}}}"}}, {"name": "e", "emptyDir": {}}],
               "serviceAccountName": "runner",
               "imagePullSecrets": [{"name": "one"}, {}, {"name": "two"}]},
             "status": {"phase": "Running",
               "initContainerStatuses": [{"name": "init", "image": "busybox", "imageID": "docker.io/library/busybox@{{{Samples.DigestOf(1)}}}"}],
               "containerStatuses": [
                 {"name": "twin", "image": "nginx:1.27", "imageID": "docker.io/library/nginx@{{{Samples.DigestOf(2)}}}", "lastState": {}},
                 {"name": "web", "image": "nginx:1.27", "imageID": "docker-pullable://nginx@{{{Samples.DigestOf(2)}}}"},
                 {"name": "coming", "imageID": ""}],
               "ephemeralContainerStatuses": [{"name": "debug", "imageID": "docker.io/library/debug@{{{Samples.DigestOf(4)}}}"}]}}
            """);

        var facts = PodReader.Read(pod)!;

        Assert.Equal(Guid.Parse(Uid), facts.Uid);
        Assert.Equal("StatefulSet team/web", facts.Workload.ToString());
        Assert.Equal(
            [
                $"docker.io/library/busybox:latest@{Samples.DigestOf(1)}",
                $"docker.io/library/nginx:1.27@{Samples.DigestOf(2)}",
                $"quay.io/a/b@{Samples.DigestOf(3)}",
                $"docker.io/library/debug:latest@{Samples.DigestOf(4)}",
                $"quay.io/a/vol@{Samples.DigestOf(5)}",
            ],
            facts.Images.Select(image => image.ToString()));
        Assert.False(facts.IsPartial);
        Assert.Equal(("team", "runner"), (facts.PullContext.Namespace, facts.PullContext.ServiceAccountName));
        Assert.Equal(["one", "two"], facts.PullContext.PullSecretNames);
    }

    [Fact]
    public void Read_ConfigurationDigest_IsNoManifestAndCounted()
    {
        var facts = PodReader.Read(Pod("Running", "nginx", Samples.DigestOf(1)))!;

        Assert.Empty(facts.Images);
        Assert.True(facts.IsPartial);
    }

    [Fact]
    public void Read_ConfigurationDigestOfAPinnedImage_IsWhatWasWritten()
    {
        var facts = PodReader.Read(Pod("Running", $"nginx@{Samples.DigestOf(2)}", Samples.DigestOf(1)))!;

        Assert.Equal([$"docker.io/library/nginx@{Samples.DigestOf(2)}"], facts.Images.Select(image => image.ToString()));
        Assert.False(facts.IsPartial);
    }

    [Fact]
    public void Read_ImageOfAnotherName_KeepsTheNameThatWasPulled()
    {
        var facts = PodReader.Read(Pod("Running", "mirror.example/nginx:1", $"docker.io/library/nginx@{Samples.DigestOf(2)}"))!;

        Assert.Equal([$"docker.io/library/nginx@{Samples.DigestOf(2)}"], facts.Images.Select(image => image.ToString()));
    }

    [Fact]
    public void Read_StillToBePulled_IsNeitherThereNorSkipped()
    {
        var facts = PodReader.Read(Pod("Pending", "nginx", ""))!;

        Assert.Empty(facts.Images);
        Assert.False(facts.IsPartial);
    }

    [Theory]
    [InlineData("Succeeded", null)]
    [InlineData("Failed", null)]
    [InlineData("Running", "2026-11-24T08:00:00Z")]
    public void Read_EndedOrBeingDeleted_DoesNotRun(string phase, string? deleted)
    {
        var pod = Pod(phase, "nginx", $"nginx@{Samples.DigestOf(1)}");

        Assert.Null(PodReader.Read(pod with { Metadata = pod.Metadata! with { DeletionTimestamp = deleted } }));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"metadata": {"name": "x", "uid": "none"}}""")]
    public void Read_NoIdentity_IsNone(string json) => Assert.Null(PodReader.Read(Samples.Read(json)));

    [Fact]
    public void Read_NullsEverywhere_IsAPodWithoutImages()
    {
        var facts = PodReader.Read(Samples.Read(
            $$$"""
            {"metadata": {"uid": "{{{Uid}}}", "labels": null, "ownerReferences": null},
             "spec": {"containers": [null, {"name": null, "image": null}], "volumes": [null, {"image": null}], "imagePullSecrets": [null]},
             "status": {"containerStatuses": [null]}}
            """));

        Assert.Empty(facts!.Images);
    }

    private static PodJson Pod(string phase, string image, string imageId) => Samples.Read(
        $$$"""
        {"metadata": {"name": "web-0", "namespace": "team", "uid": "{{{Uid}}}"},
         "spec": {"containers": [{"name": "web", "image": "{{{image}}}"}]},
         "status": {"phase": "{{{phase}}}", "containerStatuses": [{"name": "web", "imageID": "{{{imageId}}}"}]}}
        """);
}
