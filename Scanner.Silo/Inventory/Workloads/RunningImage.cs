using Scanner.Images;
using Scanner.Verdicts;

namespace Scanner.Silo.Inventory.Workloads;

/// <summary>An image that runs, pulled on somebody's behalf; one for all pods with the same.</summary>
internal sealed class RunningImage(ImageReference image, PullContext pullContext)
{
    private readonly HashSet<WorkloadVariant> _users = [];
    private volatile Verdict? _verdict;
    private volatile bool _isGone;
    private bool _isTaken;

    /// <summary>With the digest that runs, and the tag that was written if there is one.</summary>
    public ImageReference Image { get; } = image;

    public PullContext PullContext { get; } = pullContext;

    /// <summary>How often in a row it could not be judged. Belongs to whoever judges.</summary>
    public int Failures { get; set; }

    /// <summary>The last that said something; one that is not ready leaves it as it is.</summary>
    public Verdict? Verdict
    {
        get => _verdict;
        set => _verdict = value;
    }

    public bool IsRefused => Verdict is { Outcome: VerdictOutcome.Refused };

    /// <summary>No pod runs it any more; judging it would be for nobody.</summary>
    public bool IsGone => _isGone;

    /// <summary>Who runs it; guarded by <see cref="RunningPods"/>.</summary>
    public IReadOnlyCollection<WorkloadVariant> Users => _users;

    /// <summary>True for the first caller only, who has it judged.</summary>
    public bool Take() => !Interlocked.Exchange(ref _isTaken, true);

    public void Use(WorkloadVariant variant) => _users.Add(variant);

    /// <returns>Whether nobody uses it any more.</returns>
    public bool Release(WorkloadVariant variant)
    {
        _users.Remove(variant);
        return _isGone = _users.Count == 0;
    }
}
