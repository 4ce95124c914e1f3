using System.Collections.Immutable;
using System.Threading.Channels;
using Scanner.Silo.Inventory.Workloads;
using Scanner.Verdicts;

namespace Scanner.Silo.Inventory.Events;

/// <summary>
/// Decides who is told: a workload is, once, when one of its images is found to be refused, and again when a vulnerability is
/// added that it was not told about. What cannot be written is decided anew at the next judgement of the image, within minutes.
/// </summary>
internal sealed class WorkloadNotices(RunningPods pods)
{
    /// <summary>Notices on their way; at the pace of writing, half an hour's worth.</summary>
    public const int MaxPending = 10_000;

    private readonly Lock _lock = new();
    private readonly Channel<WorkloadNotice> _notices = Channel.CreateBounded<WorkloadNotice>(
        new BoundedChannelOptions(MaxPending) { FullMode = BoundedChannelFullMode.Wait });

    public ChannelReader<WorkloadNotice> Reader => _notices.Reader;

    /// <summary>The image has been judged: every workload that runs it is considered.</summary>
    public void Consider(RunningImage image)
    {
        foreach (var workload in pods.WorkloadsWith(image)) Consider(workload, image);
    }

    /// <summary>The workload runs the image, judged or not.</summary>
    public void Consider(RunningWorkload workload, RunningImage image)
    {
        var notice = new WorkloadNotice(workload, image);
        if (image.Verdict is not { } verdict) return;
        lock (_lock)
        {
            if (verdict.Outcome != VerdictOutcome.Refused)
            {
                workload.Told.Forget(notice.Digest);
                return;
            }

            if (!workload.Told.IsNews(notice.Digest, NamesOf(verdict))) return;
            // No place: the next judgement tries again.
            if (_notices.Writer.TryWrite(notice)) workload.Told.Begin(notice.Digest);
        }
    }

    /// <summary>What the notice is to say by now; null where there is nothing to tell any more.</summary>
    public Verdict? Renew(WorkloadNotice notice)
    {
        var verdict = notice.Image.Verdict;
        if (notice.Image.IsRefused && pods.Runs(notice.Workload, notice.Digest)) return verdict;
        GiveUp(notice);
        return null;
    }

    /// <summary>The Event is there.</summary>
    public void End(WorkloadNotice notice, Verdict verdict)
    {
        lock (_lock)
        {
            notice.Workload.Told.End(notice.Digest, NamesOf(verdict));
            foreach (var digest in notice.Workload.Told.Digests.Where(digest => !pods.Runs(notice.Workload, digest)).ToArray())
                notice.Workload.Told.Forget(digest);
        }
    }

    public void GiveUp(WorkloadNotice notice)
    {
        lock (_lock) notice.Workload.Told.GiveUp(notice.Digest);
    }

    /// <summary>The vulnerabilities by which one verdict is told from another, sorted.</summary>
    public static ImmutableArray<string> NamesOf(Verdict verdict) =>
        [.. verdict.Worst.Select(finding => finding.Vulnerability).Distinct().Order(StringComparer.Ordinal)];
}
