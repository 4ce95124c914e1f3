using Scanner.Silo.Inventory.Events;
using Scanner.Silo.Inventory.Pods;
using Scanner.Silo.Inventory.Workloads;
using Scanner.Verdicts;

namespace Scanner.Silo.Tests.Inventory.Events;

public sealed class WorkloadNoticesTests
{
    private readonly RunningPods _pods = new();
    private readonly WorkloadNotices _notices;
    private readonly PodFacts _pod = Samples.Pod(1, 1);
    private readonly RunningImage _image;

    public WorkloadNoticesTests()
    {
        _notices = new WorkloadNotices(_pods);
        _image = _pods.Put(_pod)!.Images[0];
    }

    [Fact]
    public void Consider_FirstRefusal_IsToldOnce()
    {
        Assert.Single(Judge(Samples.Refused("CVE-1")));
        Assert.Empty(Judge(Samples.Refused("CVE-1")));
    }

    [Fact]
    public void Consider_Accepted_IsNoNews() => Assert.Empty(Judge(Samples.Accepted));

    [Fact]
    public void Consider_AcceptedThenRefused_IsTold()
    {
        Judge(Samples.Accepted);

        Assert.Single(Judge(Samples.Refused("CVE-1")));
    }

    [Fact]
    public void Consider_AnotherVulnerability_IsToldAgain()
    {
        Judge(Samples.Refused("CVE-1"));

        Assert.Single(Judge(Samples.Refused("CVE-1", "CVE-2")));
    }

    [Fact]
    public void Consider_OneVulnerabilityLess_IsNoNews()
    {
        Judge(Samples.Refused("CVE-1", "CVE-2"));

        Assert.Empty(Judge(Samples.Refused("CVE-2")));
    }

    [Fact]
    public void Consider_RefusedAgainAfterAcceptance_IsToldAgain()
    {
        Judge(Samples.Refused("CVE-1"));
        Judge(Samples.Accepted);

        Assert.Single(Judge(Samples.Refused("CVE-1")));
    }

    [Fact]
    public void Consider_WhileOneIsOnItsWay_IsNotToldTwice()
    {
        _image.Verdict = Samples.Refused("CVE-1");
        _notices.Consider(_image);
        _image.Verdict = Samples.Refused("CVE-1", "CVE-2");
        _notices.Consider(_image);

        Assert.Single(Taken());
    }

    [Fact]
    public void Consider_AfterAFailedWrite_IsToldAtTheNextJudgement()
    {
        _image.Verdict = Samples.Refused("CVE-1");
        _notices.Consider(_image);
        _notices.GiveUp(Assert.Single(Taken()));

        Assert.Single(Judge(Samples.Refused("CVE-1")));
    }

    [Fact]
    public void Consider_EveryWorkloadOfTheImage_IsTold()
    {
        _pods.Put(Samples.Pod(2, 1));
        _pods.Put(Samples.Pod(2, 1, 5));

        Assert.Equal(["web-1", "web-2"], Judge(Samples.Refused("CVE-1")).Select(notice => notice.Workload.Id.Name).Order());
    }

    [Fact]
    public void Renew_GoneOrAcceptedMeanwhile_HasNothingToTell()
    {
        _image.Verdict = Samples.Refused("CVE-1");
        _notices.Consider(_image);
        var notice = Assert.Single(Taken());
        Assert.NotNull(_notices.Renew(notice));

        _pods.Remove(_pod.Uid);
        Assert.Null(_notices.Renew(notice));
    }

    [Fact]
    public void NameOf_SameNews_IsTheSameNameWhateverTheOrder()
    {
        var notice = new WorkloadNotice(_pods.WorkloadsWith(_image)[0], _image);
        var other = new WorkloadNotice(_pods.Put(Samples.Pod(2, 1))!.Workload, _image);

        var name = VulnerableEvent.NameOf(notice, Samples.Refused("CVE-1", "CVE-2"));

        Assert.Matches(@"\Ascanner-[0-9a-f]{32}\z", name);
        Assert.Equal(name, VulnerableEvent.NameOf(notice, Samples.Refused("CVE-2", "CVE-1", "CVE-2")));
        Assert.NotEqual(name, VulnerableEvent.NameOf(notice, Samples.Refused("CVE-1", "CVE-3")));
        Assert.NotEqual(name, VulnerableEvent.NameOf(other, Samples.Refused("CVE-1", "CVE-2")));
    }

    /// <summary>What is told because of the verdict, and then written.</summary>
    private List<WorkloadNotice> Judge(Verdict verdict)
    {
        _image.Verdict = verdict;
        _notices.Consider(_image);
        var taken = Taken();
        foreach (var notice in taken) _notices.End(notice, _notices.Renew(notice)!);
        return taken;
    }

    private List<WorkloadNotice> Taken()
    {
        var taken = new List<WorkloadNotice>();
        while (_notices.Reader.TryRead(out var notice)) taken.Add(notice);
        return taken;
    }
}
