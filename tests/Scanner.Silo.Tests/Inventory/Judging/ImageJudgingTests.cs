using Microsoft.Extensions.Time.Testing;
using Scanner.Silo.Inventory.Events;
using Scanner.Silo.Inventory.Judging;
using Scanner.Silo.Inventory.Workloads;

namespace Scanner.Silo.Tests.Inventory.Judging;

public sealed class ImageJudgingTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new(Samples.Now);
    private readonly Pump _pump = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly ListLogger<ImageJudging> _log = new();
    private readonly RunningPods _pods = new();
    private readonly FakeJudge _judge;
    private readonly WorkloadNotices _notices;
    private readonly ImageJudging _judging;
    private readonly Task _work;

    public ImageJudgingTests()
    {
        _judge = new FakeJudge(_clock);
        _notices = new WorkloadNotices(_pods);
        _judging = new ImageJudging(_judge, _notices, _clock, _log);
        _work = _pump.Start(() => _judging.RunAsync(_stopping.Token));
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _pump.Drain();
        Assert.True(_work.IsCanceled);
        _stopping.Dispose();
    }

    [Fact]
    public void Add_ManyImages_AreJudgedAtThePaceOfNewOnes()
    {
        var images = Run(100);

        Pass(TimeSpan.FromSeconds(10));
        Assert.InRange(_judge.Asked.Count, 30, 70);

        Pass(TimeSpan.FromSeconds(20));
        Assert.Equal(100, _judge.Asked.Select(asked => asked.Image).Distinct().Count());
        Assert.All(images, image => Assert.NotNull(image.Verdict));
    }

    [Fact]
    public void Add_ScansThatTakeTheirTime_AreFewAtOnce()
    {
        (_judge.TakesItsTime, _judge.Default) = (true, FakeJudge.Scanning);
        Run(20);

        Pass(TimeSpan.FromMinutes(5));

        Assert.Equal(JudgingTimes.ScansAtOnce, _judge.MostAtOnce);
        // Each for about a minute, then it is the next one's turn.
        Assert.InRange(_judge.Asked.Select(asked => asked.Image).Distinct().Count(), 6, 14);
    }

    [Fact]
    public void Judged_Images_AreAskedAboutAgainInEachRound()
    {
        var image = Run(1)[0];
        Pass(TimeSpan.FromSeconds(1));
        Assert.Single(_judge.Asked);

        Pass(TimeSpan.FromMinutes(60), step: TimeSpan.FromSeconds(5));

        Assert.InRange(_judge.Asked.Count, 4, 9);
        Assert.Equal(Samples.Accepted, image.Verdict);
    }

    [Fact]
    public void NotReady_Image_IsAskedAboutWithGrowingPausesAndKeepsWhatItWas()
    {
        var image = Run(1)[0];
        Pass(TimeSpan.FromSeconds(1));
        _judge.Default = FakeJudge.Failed;

        Pass(TimeSpan.FromHours(4), step: TimeSpan.FromSeconds(5));

        var times = _judge.Asked.Skip(1).Select(asked => asked.At).ToArray();
        var pauses = times.Zip(times.Skip(1), (before, after) => after - before).ToArray();
        Assert.InRange(pauses.Length, 7, 12);
        Assert.InRange(pauses[0], JudgingTimes.FirstPause * 0.7, JudgingTimes.FirstPause * 1.6);
        Assert.True(pauses[5] > TimeSpan.FromMinutes(10), $"The sixth pause was {pauses[5]}.");
        Assert.Equal(Samples.Accepted, image.Verdict);

        _judge.Default = Samples.Refused("CVE-1");
        Pass(TimeSpan.FromHours(1.5), step: TimeSpan.FromSeconds(5));
        Assert.True(image.IsRefused);
    }

    [Fact]
    public void Scan_ThatEnds_IsNoticedWithinSeconds()
    {
        _judge.Default = FakeJudge.Scanning;
        var image = Run(1)[0];
        Pass(TimeSpan.FromSeconds(5));
        Assert.Null(image.Verdict);

        _judge.Default = Samples.Accepted;
        Pass(TimeSpan.FromSeconds(3));

        Assert.NotNull(image.Verdict);
    }

    [Fact]
    public void Refused_Image_IsANotice()
    {
        _judge.Default = Samples.Refused("CVE-1");
        Run(1);

        Pass(TimeSpan.FromSeconds(1));

        Assert.True(_notices.Reader.TryRead(out var notice));
        Assert.Equal("Deployment team/web-0", notice.Workload.Id.ToString());
    }

    [Fact]
    public void Fault_WithOneImage_LeavesTheOthersAlone()
    {
        var images = Run(5);
        _judge.FailsFor = images[0].Image;

        Pass(TimeSpan.FromSeconds(5));
        Assert.Equal(4, images.Count(image => image.Verdict is not null));
        Assert.Equal(
            $"Judging {images[0].Image}, which runs, failed by Scanner's own fault; it is tried again in an hour",
            Assert.Single(_log.Entries).Text);

        _judge.FailsFor = null;
        Pass(TimeSpan.FromHours(1.1), step: TimeSpan.FromSeconds(5));
        Assert.NotNull(images[0].Verdict);
    }

    [Fact]
    public void Gone_Image_IsNotAskedAboutAnyMore()
    {
        var pod = Samples.Pod(1, 1);
        _judging.Add(_pods.Put(pod)!.Images[0]);
        Pass(TimeSpan.FromSeconds(1));

        _pods.Remove(pod.Uid);
        Pass(TimeSpan.FromHours(1), step: TimeSpan.FromSeconds(5));

        Assert.Single(_judge.Asked);
    }

    private RunningImage[] Run(int count)
    {
        var images = Enumerable.Range(0, count).Select(number => _pods.Put(Samples.Pod(number, number))!.Images[0]).ToArray();
        foreach (var image in images) _judging.Add(image);
        return images;
    }

    /// <summary>Lets the time pass in steps, each when all that the one before woke has come to rest.</summary>
    private void Pass(TimeSpan time, TimeSpan? step = null)
    {
        var size = step ?? TimeSpan.FromMilliseconds(20);
        _pump.Drain();
        for (var passed = TimeSpan.Zero; passed < time; passed += size)
        {
            _clock.Advance(size);
            _pump.Drain();
        }
    }
}
