namespace Scanner.LoadHarness.Load;

/// <summary>How it went with one review, from the first try to the decision.</summary>
internal sealed record DecidedReview
{
    public required PlannedReview Review { get; init; }

    /// <summary>The last answer; <see cref="ReviewOutcome.NotReady"/> where the time was over.</summary>
    public required ReviewOutcome Outcome { get; init; }

    /// <summary>Tries, the last one included.</summary>
    public required int Tries { get; init; }

    /// <summary>Answers that were none.</summary>
    public required int InvalidAnswers { get; init; }

    /// <summary>What was wrong with the last of those, or why the review was not ready when it was last not ready.</summary>
    public string? LastTrouble { get; init; }

    public required TimeSpan Elapsed { get; init; }
}
