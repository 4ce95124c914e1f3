using Scanner.Webhook.Admission;

namespace Scanner.Webhook.Tests.Admission;

public sealed class AdmissionScopeTests
{
    private const string Mirror = """{"annotations":{"kubernetes.io/config.mirror":"4f3b"}}""";
    private const string Deleted = """{"deletionTimestamp":"2026-11-23T15:10:55Z"}""";

    [Fact]
    public void Of_Create_AsksAboutEveryImage() => AssertAsked(ReviewJson.Of(), "spec.containers[0].image");

    [Theory]
    [InlineData("")]
    [InlineData("delete")]
    [InlineData("PATCH")]
    public void Of_UnknownOperation_AsksLikeACreate(string operation) =>
        AssertAsked(ReviewJson.Of(operation: operation, oldObject: ReviewJson.Pod), "spec.containers[0].image");

    [Theory]
    [InlineData("DELETE")]
    [InlineData("CONNECT")]
    public void Of_OperationWithoutObject_AsksNobody(string operation) =>
        AssertAllowed(ReviewJson.Of(operation: operation), "it brings no object");

    [Fact]
    public void Of_NullObject_AsksNobody() => AssertAllowed(ReviewJson.Of("null"), "it brings no object");

    [Theory]
    [InlineData("status")]
    [InlineData("scale")]
    [InlineData("resize")]
    [InlineData("binding")]
    [InlineData("eviction")]
    [InlineData("EphemeralContainers")]
    public void Of_Subresource_AsksNobody(string subresource) =>
        AssertAllowed(ReviewJson.Of(more: $"\"subResource\":\"{subresource}\","), "this subresource brings no image");

    [Theory]
    [InlineData("\"\"")]
    [InlineData("null")]
    [InlineData("\"ephemeralcontainers\"")]
    public void Of_SubresourceWithImages_Asks(string subresource) =>
        AssertAsked(ReviewJson.Of(more: $"\"subResource\":{subresource},"), "spec.containers[0].image");

    [Fact]
    public void Of_ObjectBeingDeleted_AsksNobody() => AssertAllowed(
        ReviewJson.Of(ReviewJson.PodOfImage("new", Deleted), ReviewJson.PodOfImage("old", Deleted), "UPDATE"),
        "the object is being deleted");

    [Theory]
    [InlineData("""{"deletionTimestamp":null}""")]
    [InlineData("""{"deletionTimestamp":""}""")]
    [InlineData("""{"labels":{"deletionTimestamp":"now"}}""")]
    public void Of_ObjectNotBeingDeleted_Asks(string metadata) =>
        AssertAsked(ReviewJson.Of(ReviewJson.PodOfImage("new", metadata)), "spec.containers[0].image");

    [Fact]
    public void Of_OnlyTheOldObjectBeingDeleted_Asks() => AssertAsked(
        ReviewJson.Of(ReviewJson.PodOfImage("new"), ReviewJson.PodOfImage("old", Deleted), "UPDATE"), "spec.containers[0].image");

    [Fact]
    public void Of_MirrorPod_AsksNobody() => AssertAllowed(
        ReviewJson.Of(ReviewJson.PodOfImage("nginx", Mirror)), "a mirror pod only shows what its node runs already");

    [Theory]
    [InlineData("Deployment", "apps")]
    [InlineData("Pod", "example.com")]
    [InlineData("pod", "")]
    public void Of_MirrorAnnotationOnAnotherKind_Asks(string kind, string group) => AssertAsked(
        ReviewJson.Of(ReviewJson.PodOfImage("nginx", Mirror), kind: kind, group: group), "spec.containers[0].image");

    [Theory]
    [InlineData("""{"annotations":{"kubernetes.io/config.mirror":null}}""")]
    [InlineData("""{"annotations":{"kubernetes.io/config.source":"file"}}""")]
    [InlineData("""{"labels":{"kubernetes.io/config.mirror":"x"}}""")]
    [InlineData("""{"annotations":null}""")]
    public void Of_PodWithoutMirrorAnnotation_Asks(string metadata) =>
        AssertAsked(ReviewJson.Of(ReviewJson.PodOfImage("nginx", metadata)), "spec.containers[0].image");

    [Fact]
    public void Of_MirrorAnnotationInThePodTemplate_Asks() => AssertAsked(
        ReviewJson.Of(ReviewJson.PodOf($$"""{"template":{{ReviewJson.PodOfImage("nginx", Mirror)}}}"""), kind: "Pod"),
        "spec.template.spec.containers[0].image");

    [Fact]
    public void Of_UpdateWithoutNewImage_AsksNobody() => AssertAllowed(
        ReviewJson.Of(ReviewJson.PodOfImage("nginx", """{"labels":{"a":"b"}}"""), ReviewJson.PodOfImage("nginx"), "UPDATE"),
        "the update brings no new image");

    [Fact]
    public void Of_UpdateThatMovesAnImage_AsksNobody() => AssertAllowed(
        ReviewJson.Of(
            ReviewJson.PodOf("""{"initContainers":[{"name":"b","image":"nginx"}]}"""), ReviewJson.PodOfImage("nginx"), "UPDATE"),
        "the update brings no new image");

    [Fact]
    public void Of_UpdateWithNewImages_AsksAboutThese() => AssertAsked(
        ReviewJson.Of(
            ReviewJson.PodOf(
                """
                {"containers":[{"name":"a","image":"old"},{"name":"b","image":"new"},{"name":"c","image":"old:v2"}],
                "volumes":[{"name":"v","image":{"reference":"new"}},{"name":"w","image":{"reference":"old"}}]}
                """),
            ReviewJson.PodOfImage("old"),
            "UPDATE"),
        "spec.containers[1].image",
        "spec.containers[2].image",
        "spec.volumes[0].image.reference");

    [Fact]
    public void Of_UpdateWithNewImage_KeepsTheCredentialsOfTheNewObject()
    {
        var review = ReviewJson.Read(ReviewJson.Of(
            ReviewJson.PodOf(
                """{"containers":[{"name":"a","image":"new"}],"serviceAccountName":"s2","imagePullSecrets":[{"name":"p2"}]}"""),
            ReviewJson.PodOf(
                """{"containers":[{"name":"a","image":"old"}],"serviceAccountName":"s1","imagePullSecrets":[{"name":"p1"}]}"""),
            "UPDATE"));

        var pod = Assert.Single(AdmissionScope.Of(review).Pods);

        Assert.Equal("s2", pod.ServiceAccountName);
        Assert.Equal(["p2"], pod.PullSecretNames);
    }

    [Fact]
    public void Of_CreateWithOldObject_AsksAboutEveryImage() =>
        AssertAsked(ReviewJson.Of(ReviewJson.Pod, ReviewJson.Pod), "spec.containers[0].image");

    [Fact]
    public void Of_UpdateWithoutOldObject_AsksAboutEveryImage() =>
        AssertAsked(ReviewJson.Of(operation: "UPDATE"), "spec.containers[0].image");

    [Fact]
    public void Of_OneImageManyTimes_KeepsEveryPlace() => AssertAsked(
        ReviewJson.Of(ReviewJson.PodOf("""{"containers":[{"name":"a","image":"x"},{"name":"b","image":"x"}]}""")),
        "spec.containers[0].image",
        "spec.containers[1].image");

    [Fact]
    public void Of_ObjectWithoutImages_AsksNobody() =>
        AssertAllowed(ReviewJson.Of("""{"data":{"a":"b"}}"""), "it names no image");

    [Fact]
    public void Of_ContainersWithoutImage_AreAllowedWithANote()
    {
        var scope = AdmissionScope.Of(ReviewJson.Read(ReviewJson.Of(ReviewJson.PodOf("""{"containers":[{"name":"a"}]}"""))));

        Assert.True(scope.Decision!.Allowed);
        Assert.Equal(["container \"a\" (spec.containers[0]) names no image"], scope.Decision.Warnings);
    }

    [Fact]
    public void Of_SomeContainersWithoutImage_AsksAboutTheRestWithANote()
    {
        var scope = AdmissionScope.Of(ReviewJson.Read(ReviewJson.Of(
            ReviewJson.PodOf("""{"containers":[{"name":"a","image":" "},{"name":"b","image":"x"}]}"""))));

        Assert.Null(scope.Decision);
        Assert.Equal("x", Assert.Single(Assert.Single(scope.Pods).Images).Text);
        Assert.Equal(["container \"a\" (spec.containers[0]) names no image"], scope.Warnings);
    }

    [Theory]
    [InlineData(1_000, false)]
    [InlineData(1_001, true)]
    [InlineData(10_000, true)]
    public void Of_ManyContainers_AreDeniedOverTheLimit(int count, bool isDenied)
    {
        var containers = string.Join(',', Enumerable.Repeat("""{"name":"a","image":"x"}""", count));
        var scope = AdmissionScope.Of(ReviewJson.Read(ReviewJson.Of(ReviewJson.PodOf($$"""{"containers":[{{containers}}]}"""))));

        if (isDenied)
        {
            Assert.False(scope.Decision!.Allowed);
            Assert.Equal(
                "Pod team-a/x has more than 1000 containers, which is as many as Scanner reviews in one object. "
                + "Split it into smaller workloads.",
                scope.Decision.Message);
        }
        else
        {
            Assert.Equal(count, Assert.Single(scope.Pods).Images.Length);
        }
    }

    [Fact]
    public void Of_ManyContainersBeingDeleted_AsksNobody()
    {
        var containers = string.Join(',', Enumerable.Repeat("""{"image":"x"}""", 2_000));

        AssertAllowed(
            ReviewJson.Of(ReviewJson.PodOf($$"""{"containers":[{{containers}}]}""", Deleted), "{}", "UPDATE"), "the object is being deleted");
    }

    [Fact]
    public void Of_NewObjectThatClaimsToBeDeleted_Asks() =>
        AssertAsked(ReviewJson.Of(ReviewJson.PodOfImage("new", Deleted)), "spec.containers[0].image");

    private static void AssertAsked(string json, params string[] fieldPaths)
    {
        var scope = AdmissionScope.Of(ReviewJson.Read(json));
        Assert.Null(scope.Decision);
        Assert.Null(scope.Because);
        Assert.Equal(fieldPaths, scope.Pods.SelectMany(pod => pod.Images).Select(image => image.FieldPath));
    }

    private static void AssertAllowed(string json, string because)
    {
        var scope = AdmissionScope.Of(ReviewJson.Read(json));
        Assert.True(scope.Decision!.Allowed);
        Assert.Equal(because, scope.Because);
        Assert.Empty(scope.Pods);
    }
}
