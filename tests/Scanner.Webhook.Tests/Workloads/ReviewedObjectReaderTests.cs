using System.Text;
using System.Text.Json;
using Scanner.Webhook.Workloads;

namespace Scanner.Webhook.Tests.Workloads;

public sealed class ReviewedObjectReaderTests
{
    [Theory]
    [InlineData("Pod", "spec")]
    [InlineData("Deployment, ReplicaSet, StatefulSet, DaemonSet, ReplicationController", "spec.template.spec")]
    [InlineData("Job, DeploymentConfig, Knative Service, Argo Rollout", "spec.template.spec")]
    [InlineData("CronJob", "spec.jobTemplate.spec.template.spec")]
    [InlineData("PodTemplate", "template.spec")]
    [InlineData("JobSet", "spec.replicatedJobs[0].template.spec.template.spec")]
    [InlineData("SparkApplication", "spec.driver")]
    [InlineData("a kind that is a pod spec itself", "")]
    [InlineData("a list", "items[2].spec")]
    [InlineData("a kind with odd names", "spec.example[example.com/pod]")]
    public void Read_PodSpecAnywhere_IsFound(string kinds, string path)
    {
        Assert.NotEmpty(kinds);

        var pod = Assert.Single(Read(Nested(path, """{"containers":[{"name":"app","image":"nginx"}]}""")).Pods);

        Assert.Equal(path, pod.Path);
        var image = Assert.Single(pod.Images);
        Assert.Equal(("nginx", "app"), (image.Text, image.Container));
        Assert.Equal(path.Length == 0 ? "containers[0].image" : path + ".containers[0].image", image.FieldPath);
    }

    [Fact]
    public void Read_AllLists_AreFound() => AssertImages(
        """
        {"spec":{"initContainers":[{"name":"i","image":"1"},{"name":"sidecar","image":"2","restartPolicy":"Always"}],
        "containers":[{"name":"c","image":"3"}],"ephemeralContainers":[{"name":"e","image":"4","targetContainerName":"c"}],
        "volumes":[{"name":"d","emptyDir":{}},{"name":"v","image":{"reference":"5","pullPolicy":"Always"}}]}}
        """,
        "spec.initContainers[0].image = 1 (i)",
        "spec.initContainers[1].image = 2 (sidecar)",
        "spec.containers[0].image = 3 (c)",
        "spec.ephemeralContainers[0].image = 4 (e)",
        "spec.volumes[1].image.reference = 5 (v)");

    [Fact]
    public void Read_NameAfterImage_IsKept() => AssertImages(
        """{"spec":{"containers":[{"image":"1","name":"c"}],"volumes":[{"image":{"reference":"2"},"name":"v"}]}}""",
        "spec.containers[0].image = 1 (c)",
        "spec.volumes[0].image.reference = 2 (v)");

    [Fact]
    public void Read_RepeatedFields_HideNothing() => AssertImages(
        """
        {"spec":{"containers":[{"name":"a","image":"1","image":"2","image":"3"}],"containers":[{"name":"b","image":"4"}],
        "containers":null,"volumes":[{"name":"v","image":{"reference":"5","reference":"6"},"image":{"reference":"7"}}]},
        "spec":{"containers":[{"name":"c","image":"8"}]}}
        """,
        "spec.containers[0].image = 1 (a)",
        "spec.containers[0].image = 2 (a)",
        "spec.containers[0].image = 3 (a)",
        "spec.containers[0].image = 4 (b)",
        "spec.volumes[0].image.reference = 5 (v)",
        "spec.volumes[0].image.reference = 6 (v)",
        "spec.volumes[0].image.reference = 7 (v)",
        "spec.containers[0].image = 8 (c)");

    [Fact]
    public void Read_EscapedNames_HideNothing() => AssertImages(
        """{"spec":{"\u0063ontainers":[{"n\u0061me":"\u0063","i\u006dage":"regi\u0073try/a"}]}}""",
        @"spec[\u0063ontainers][0][i\u006dage] = registry/a (c)");

    [Fact]
    public void Read_OtherCase_IsNoContainerList() => AssertImages("""{"spec":{"Containers":[{"name":"c","image":"1"}]}}""");

    [Fact]
    public void Read_PodSpecsInsideEachOther_AreAllFound() => AssertImages(
        """
        {"spec":{"containers":[{"name":"o","image":"1","nested":{"containers":[{"name":"i","image":"2"}]},
        "containers":[{"name":"j","image":"3"}]}],"volumes":[{"template":{"containers":[{"name":"k","image":"4"}]}},{"containers":[{"name":"m","image":"6"}]}],
        "list":[[{"containers":[{"name":"l","image":"5"}]}]]}}
        """,
        "spec.containers[0].nested.containers[0].image = 2 (i)",
        "spec.containers[0].containers[0].image = 3 (j)",
        "spec.volumes[0].template.containers[0].image = 4 (k)",
        "spec.volumes[1].containers[0].image = 6 (m)",
        "spec.list[0][0].containers[0].image = 5 (l)",
        "spec.containers[0].image = 1 (o)");

    [Fact]
    public void Read_MetadataAndStatus_AreNotWalked() => AssertImages(
        """
        {"metadata":{"containers":[{"name":"m","image":"1"}],"managedFields":[{"containers":[{"image":1}]}]},
        "status":{"containers":[{"name":"s","image":"2"}]}}
        """);

    [Fact]
    public void Read_StatusBelowTheTop_IsWalked() => AssertImages(
        """{"spec":{"status":{"containers":[{"name":"s","image":"2"}]}}}""",
        "spec.status.containers[0].image = 2 (s)");

    [Theory]
    [InlineData("""{"spec":{"containers":{"a":{"image":"1"}}}}""")]
    [InlineData("""{"spec":{"containers":"nginx"}}""")]
    [InlineData("""{"spec":{"containers":["nginx",1,null,["x"]]}}""")]
    [InlineData("""{"spec":{"container":{"image":"1"}}}""")]
    [InlineData("""{"spec":{"volumes":[{"name":"v","image":"1"},{"name":"w","image":null},{"rbd":{"image":"x"}},"y",[]]}}""")]
    [InlineData("""{"spec":{"volumes":{"image":{"reference":"1"}}}}""")]
    [InlineData("""{"imagePullSecrets":[{"name":"s"}],"serviceAccountName":"a"}""")]
    [InlineData("{}")]
    public void Read_OtherShapes_AreNoPodSpecs(string json)
    {
        var read = Read(json);

        Assert.Empty(read.Pods);
        Assert.Empty(read.Notes);
    }

    [Fact]
    public void Read_ContainersWithoutImage_AreNoted() => Assert.Equal(
        [
            "container \"a\" (spec.containers[0]) names no image",
            "container \"b\" (spec.containers[1]) names no image",
            "container \"c\" (spec.containers[2]) names no image",
            "container \"\" (spec.containers[3]) names no image",
            "volume \"v\" (spec.volumes[0]) names no image",
        ],
        Read(
            """
            {"spec":{"containers":[{"name":"a"},{"name":"b","image":null},{"name":"c","image":" \t"},{"name":{}}],
            "volumes":[{"name":"v","image":{}}]}}
            """).Notes);

    [Theory]
    [InlineData("7")]
    [InlineData("true")]
    [InlineData("[\"x\"]")]
    [InlineData("{\"repository\":\"x\",\"tag\":[1,{}]}")]
    public void Read_ImageThatIsNoText_IsNotedAndReadPast(string image)
    {
        var read = Read(
            $$$"""
            {"spec":{"containers":[{"image":{{{image}}},"name":"a"},{"name":"b","image":"1"}],
            "volumes":[{"name":"v","image":{"reference":{{{image}}}}}]}}
            """);

        Assert.Equal("spec.containers[1].image", Assert.Single(Assert.Single(read.Pods).Images).FieldPath);
        Assert.Equal(
            ["container \"a\" (spec.containers[0]) names no image", "volume \"v\" (spec.volumes[0]) names no image"], read.Notes);
    }

    [Fact]
    public void Read_PodSpecInsideAnImageThatIsNoText_IsFound() => AssertImages(
        """{"spec":{"containers":[{"name":"a","image":{"containers":[{"name":"b","image":"1"}]}}]}}""",
        "spec.containers[0].image.containers[0].image = 1 (b)");

    [Fact]
    public void Read_ManyContainersWithoutImage_AreNotedUpToALimit()
    {
        var containers = string.Join(',', Enumerable.Repeat("{}", WorkloadLimits.MaxContainers));

        Assert.Equal(WorkloadLimits.MaxNotes, Read($$$"""{"spec":{"containers":[{{{containers}}}]}}""").Notes.Length);
    }

    [Fact]
    public void Read_LongContainerName_IsCut()
    {
        var image = Assert.Single(Assert.Single(
            Read($$$"""{"spec":{"containers":[{"name":"\n{{{new string('n', 100_000)}}}","image":"x"}]}}""").Pods).Images);

        Assert.Equal(" " + new string('n', 61) + "…", image.Container);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Read_Credentials_BelongToTheirPodSpec(bool credentialsFirst)
    {
        const string Credentials =
            """
            "serviceAccountName":"robot","serviceAccount":"old",
            "imagePullSecrets":[{"name":"a"},{},{"name":""},{"name":null},null,"x",{"other":{"name":"no"},"name":"b"}]
            """;
        const string Containers = "\"containers\":[{\"name\":\"c\",\"image\":\"1\"}]";
        var spec = credentialsFirst ? $"{Credentials},{Containers}" : $"{Containers},{Credentials}";

        var pods = Read($$$"""{"one":{{{{spec}}}},"two":{"containers":[{"name":"d","image":"2"}]}}""").Pods;

        Assert.Equal(2, pods.Length);
        Assert.Equal("robot", pods[0].ServiceAccountName);
        Assert.Equal(["a", "b"], pods[0].PullSecretNames);
        Assert.Null(pods[1].ServiceAccountName);
        Assert.Empty(pods[1].PullSecretNames);
    }

    [Fact]
    public void Read_NamesThatNothingCanHave_AreLeftOut()
    {
        var longName = new string('n', WorkloadLimits.MaxNameLength + 1);

        var pod = Assert.Single(Read(
            $$"""
            {"containers":[{"image":"1"}],"serviceAccountName":"{{longName}}",
            "imagePullSecrets":[{"name":"{{longName}}"},{"name":"{{longName[1..]}}"}]}
            """).Pods);

        Assert.Null(pod.ServiceAccountName);
        Assert.Equal([longName[1..]], pod.PullSecretNames);
    }

    [Theory]
    [InlineData(WorkloadLimits.MaxPullSecrets, 0)]
    [InlineData(WorkloadLimits.MaxPullSecrets + 1, 1)]
    public void Read_ManyPullSecrets_AreKeptUpToALimit(int count, int notes)
    {
        var secrets = string.Join(',', Enumerable.Range(0, count).Select(i => $$"""{"name":"s{{i}}"}"""));

        var read = Read($$$"""{"spec":{"containers":[{"image":"1"}],"imagePullSecrets":[{{{secrets}}}]}}""");

        Assert.Equal(WorkloadLimits.MaxPullSecrets, Assert.Single(read.Pods).PullSecretNames.Length);
        Assert.Equal(notes, read.Notes.Length);
        Assert.All(
            read.Notes, note => Assert.Equal("only the first 32 of spec.imagePullSecrets are used to read the images", note));
    }

    [Fact]
    public void Read_Metadata_IsRead()
    {
        var metadata = Read(
            """
            {"metadata":{"managedFields":[{"a":{"name":"no"}}],"name":"n","generateName":"n-","namespace":"ns",
            "deletionTimestamp":"2026-11-23T15:10:55Z","annotations":{"a":"b","kubernetes.io/config.mirror":"x","c":{"d":1}}}}
            """).Metadata;

        Assert.Equal(("n", "n-", "ns", true, true), (
            metadata.Name, metadata.GenerateName, metadata.Namespace, metadata.IsBeingDeleted, metadata.HasMirrorAnnotation));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"metadata":null}""")]
    [InlineData("""{"metadata":{"name":null,"annotations":["kubernetes.io/config.mirror"]}}""")]
    public void Read_NoMetadata_IsEmpty(string json) => Assert.Equal(ObjectMetadata.None, Read(json).Metadata);

    [Fact]
    public void Read_Null_IsNothing() => Assert.Null(ReadOrNull("null"));

    private static void AssertImages(string json, params string[] expected) => Assert.Equal(
        expected,
        Read(json).Pods.SelectMany(pod => pod.Images).Select(image => $"{image.FieldPath} = {image.Text} ({image.Container})"));

    private static ReviewedObject Read(string json) => Assert.IsType<ReviewedObject>(ReadOrNull(json));

    private static ReviewedObject? ReadOrNull(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(bytes);
        reader.Read();
        var read = ReviewedObjectReader.Read(ref reader, bytes, "object");
        Assert.Equal(0, reader.CurrentDepth);
        Assert.False(reader.Read());
        return read;
    }

    /// <summary>The value at the end of a path: <c>a.b[1][odd/name]</c>.</summary>
    private static string Nested(string path, string value)
    {
        if (path.Length == 0) return value;
        if (path.StartsWith('['))
        {
            var end = path.IndexOf(']', StringComparison.Ordinal);
            var rest = Nested(path[(end + 1)..].TrimStart('.'), value);
            return int.TryParse(path[1..end], out var index)
                ? $"[{string.Concat(Enumerable.Repeat("null,", index))}{rest}]"
                : $$"""{"{{path[1..end]}}":{{rest}}}""";
        }
        var length = path.IndexOfAny(['.', '[']) is var next and >= 0 ? next : path.Length;
        return $$"""{"{{path[..length]}}":{{Nested(path[length..].TrimStart('.'), value)}}}""";
    }
}
