using Scanner.EndToEnd.Tests.World;

namespace Scanner.EndToEnd.Tests.Faults;

/// <summary>One review of the traffic.</summary>
/// <param name="Webhook">Who was asked.</param>
/// <param name="AskedAt">When, as <see cref="TimeProvider.GetTimestamp"/> has it.</param>
/// <param name="AnsweredAt">When it was over.</param>
/// <param name="Outcome">What came of it.</param>
internal sealed record FaultReview(ScannerProcess Webhook, long AskedAt, long AnsweredAt, ReviewOutcome Outcome);
