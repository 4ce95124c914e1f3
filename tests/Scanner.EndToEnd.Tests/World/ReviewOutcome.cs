namespace Scanner.EndToEnd.Tests.World;

/// <summary>What a review came to.</summary>
/// <param name="Case">What was asked.</param>
/// <param name="IsAnswer">An answer with the review's uid came.</param>
/// <param name="IsAllowed">It allows.</param>
/// <param name="Message">The denial's, or why there is no answer.</param>
internal sealed record ReviewOutcome(ReviewedCase Case, bool IsAnswer, bool IsAllowed, string Message)
{
    public TimeSpan Took { get; init; }

    /// <summary>Denied only because it was not judged in time; the controller's retry finds it further on.</summary>
    public bool IsNotReady => IsAnswer && !IsAllowed && Message.Contains("not judged yet", StringComparison.Ordinal);

    /// <summary>A vulnerable image was let in.</summary>
    public bool IsWrongAllow => IsAnswer && IsAllowed && !Case.IsClean;

    /// <summary>Judged rightly: a clean image allowed, a vulnerable one denied for its vulnerabilities.</summary>
    public bool IsRight => IsAnswer && (Case.IsClean ? IsAllowed : !IsAllowed && Message.Contains("CVE-", StringComparison.Ordinal));
}
