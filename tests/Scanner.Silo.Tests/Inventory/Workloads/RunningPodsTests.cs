using Scanner.Silo.Inventory.Workloads;

namespace Scanner.Silo.Tests.Inventory.Workloads;

public sealed class RunningPodsTests
{
    private readonly RunningPods _pods = new();

    [Fact]
    public void Put_PodsOfOneWorkload_AreOneWorkloadWithOneImage()
    {
        var first = _pods.Put(Samples.Pod(1, 1));
        var others = Enumerable.Range(0, 9).Select(_ => _pods.Put(Samples.Pod(1, 1))).ToArray();

        Assert.NotNull(first);
        Assert.All(others, Assert.Null);
        Assert.Equal((10, 1, 1), Numbers());
        Assert.Equal(10, first.Workload.Pods);
    }

    [Fact]
    public void Put_SameImageInOtherNamespace_IsAnImageOfItsOwn()
    {
        _pods.Put(Samples.Pod(1, 1));
        var other = Samples.Pod(1, 1);
        _pods.Put(other with
        {
            Workload = other.Workload with { Namespace = "other" },
            PullContext = other.PullContext with { Namespace = "other" },
        });

        Assert.Equal((2, 2, 2), Numbers());
    }

    [Fact]
    public void Put_PodThatChanged_MovesToItsNewImages()
    {
        var uid = Guid.NewGuid();
        var first = _pods.Put(Samples.Pod(uid, 1));
        var second = _pods.Put(Samples.Pod(uid, 1, 1, 2));

        Assert.Equal((1, 1, 2), Numbers());
        Assert.Equal([second!], second!.Workload.Variants);
        Assert.Same(first!.Workload, second.Workload);
    }

    [Fact]
    public void Put_SharedImageDuringARollout_StaysTheSameImage()
    {
        var uid = Guid.NewGuid();
        var before = _pods.Put(Samples.Pod(uid, 1, 1, 2))!.Images[0];
        var after = _pods.Put(Samples.Pod(uid, 1, 1, 3))!.Images[0];

        Assert.Same(before, after);
        Assert.False(after.IsGone);
        Assert.Equal((1, 1, 2), Numbers());
    }

    [Fact]
    public void Remove_LastPod_LeavesNothing()
    {
        var pods = new[] { Samples.Pod(1, 1), Samples.Pod(1, 1) };
        var image = _pods.Put(pods[0])!.Images[0];
        _pods.Put(pods[1]);

        _pods.Remove(pods[0].Uid);
        Assert.False(image.IsGone);
        _pods.Remove(pods[1].Uid);
        _pods.Remove(pods[1].Uid);

        Assert.True(image.IsGone);
        Assert.Equal((0, 0, 0), Numbers());
    }

    [Fact]
    public void EndList_PodsThatWereNotOnIt_AreGone()
    {
        var (stays, goes) = (Samples.Pod(1, 1), Samples.Pod(2, 2));
        _pods.Put(stays);
        _pods.Put(goes);

        _pods.BeginList();
        _pods.Put(stays);
        Assert.Equal((2, 2, 2), Numbers());
        _pods.EndList();

        Assert.Equal((1, 1, 1), Numbers());
    }

    [Fact]
    public void Put_MoreThanAreKept_AreCounted()
    {
        var pods = new RunningPods(maxPods: 3, maxImages: 2);
        var samples = Enumerable.Range(0, 5).Select(number => Samples.Pod(number, number)).ToArray();
        foreach (var pod in samples) pods.Put(pod);

        Assert.Equal(new InventoryCounts(3, PartialPods: 1, PodsOverLimit: 2, 3, 0, 2, 0), pods.Count());

        // One that is known may still change, and its place is free once it is gone.
        pods.Put(samples[0]);
        pods.Remove(samples[0].Uid);
        pods.Put(samples[4]);
        Assert.Equal((3, 2), (pods.Count().Pods, pods.Count().Images));
    }

    [Fact]
    public void Refused_ManyWorkloads_AreWorstFirstAndBounded()
    {
        string[][] vulnerabilities = [["CVE-1"], ["CVE-1", "CVE-2", "CVE-3"], [], ["CVE-1", "CVE-2"]];
        foreach (var (number, names) in vulnerabilities.Index())
        {
            var variant = _pods.Put(Samples.Pod(number, number))!;
            variant.Images[0].Verdict = names.Length == 0 ? Samples.Accepted : Samples.Refused(names);
        }

        var refused = _pods.Refused(2);

        Assert.Equal(["web-1", "web-3"], refused.Select(workload => workload.Name));
        Assert.Equal((3, 4), (_pods.Count().RefusedWorkloads, _pods.Count().JudgedImages));
        Assert.Equal(("team", "Deployment", 1, 1, 3, 3), (refused[0].Namespace, refused[0].Kind, refused[0].Pods,
            refused[0].RefusedImages, refused[0].Refused.Total, refused[0].RefusedWithFix));
        Assert.Equal(Samples.Image(1), refused[0].Image);
    }

    [Fact(Explicit = true)]
    public void Put_TenThousandPods_TakesFewBytesEach()
    {
        const int Count = 10_000;
        // Five pods a workload, one workload in ten with two images, 1,000 distinct images.
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var pod = 0; pod < Count; pod++)
        {
            var workload = pod / 5;
            _pods.Put(workload % 10 == 0 ? Samples.Pod(workload, workload % 1_000, 2_000) : Samples.Pod(workload, workload % 1_000));
        }

        var perPod = (GC.GetTotalMemory(forceFullCollection: true) - before) / Count;
        GC.KeepAlive(_pods);

        TestContext.Current.SendDiagnosticMessage($"{perPod} bytes a pod");
        Assert.InRange(perPod, 1, 400);
    }

    private (int Pods, int Workloads, int Images) Numbers()
    {
        var counts = _pods.Count();
        return (counts.Pods, counts.Workloads, counts.Images);
    }
}
