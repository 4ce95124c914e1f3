namespace Scanner.LoadHarness.Load;

/// <summary>A review and the only decision about it that is right.</summary>
internal sealed record PlannedReview(string Uid, string Body, ReviewOutcome Expected);
