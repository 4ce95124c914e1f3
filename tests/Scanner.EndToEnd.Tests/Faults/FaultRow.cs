using System.Globalization;
using System.Text.RegularExpressions;

namespace Scanner.EndToEnd.Tests.Faults;

/// <summary>What one fault did.</summary>
internal sealed partial record FaultRow
{
    /// <summary>Characters of a reason in the table.</summary>
    private const int MaxReason = 90;

    public required string Fault { get; init; }

    /// <summary>Warm reviews asked while the fault lasted.</summary>
    public required IReadOnlyList<FaultReview> Warm { get; init; }

    /// <summary>New reviews asked while the fault lasted.</summary>
    public required IReadOnlyList<FaultReview> New { get; init; }

    /// <summary>Reviews of before, meanwhile and afterwards, those excepted that were lost with a killed webhook.</summary>
    public required IReadOnlyList<FaultReview> All { get; init; }

    /// <summary>Reviews that a killed webhook had taken.</summary>
    public required int LostWithProcess { get; init; }

    /// <summary>Good answers to probes of the processes that were not to end.</summary>
    public required int GoodProbes { get; init; }

    public required IReadOnlyDictionary<string, int> Complaints { get; init; }

    /// <summary>From the part's return to the first right answer about a digest never asked for; null for never.</summary>
    public required TimeSpan? RecoveredAfter { get; init; }

    /// <summary>From the part's return until the last digest asked for since the fault began was judged; null for never.</summary>
    public required TimeSpan? AllJudgedAfter { get; init; }

    /// <summary>Layers that two posts spoiled for each other in Clair.</summary>
    public required int PoisonedLayers { get; init; }

    public int WrongAllows => All.Count(review => review.Outcome.IsWrongAllow);

    public int Unanswered => All.Count(review => !review.Outcome.IsAnswer);

    public static string Header =>
        """
        | fault | warm reviews: right, slowest | new reviews: judged; otherwise | readiness of the others | new ones judged again after | all judged after | wrong allows | no answer |
        |---|---|---|---|---|---|---|---|
        """;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"| {Fault} | {Right(Warm)}, {Warm.Select(review => review.Outcome.Took.TotalSeconds).DefaultIfEmpty().Max():0.00} s{Reasons(Warm)} "
        + $"| {Right(New)}{Reasons(New)} | {Readiness()} | {Seconds(RecoveredAfter)} | {Seconds(AllJudgedAfter)} "
        + $"| {WrongAllows} | {Unanswered}{(LostWithProcess == 0 ? "" : $" ({LostWithProcess} in flight ended with the process)")} |");

    private static string Right(IReadOnlyList<FaultReview> reviews) =>
        $"{reviews.Count(review => review.Outcome.IsRight)} of {reviews.Count}";

    private static string Reasons(IReadOnlyList<FaultReview> reviews) => string.Concat(reviews
        .Where(review => !review.Outcome.IsRight)
        .GroupBy(review => Reason(review.Outcome.Message))
        .OrderByDescending(group => group.Count())
        .Select(group => $"; {group.Count()} *{group.Key}*"));

    /// <summary>The sentence that tells what is wrong, without what differs from image to image.</summary>
    private static string Reason(string message)
    {
        var found = Sentence().Match(message);
        var text = Particulars().Replace(found.Success ? found.Groups["reason"].Value : message.ReplaceLineEndings(" "), "…").Trim();
        return text.Length > MaxReason ? text[..MaxReason] + "…" : text.Length == 0 ? "allowed" : text;
    }

    private string Readiness() => Complaints.Count == 0
        ? $"ok, {GoodProbes} probes"
        : string.Join("; ", Complaints.Select(complaint => $"{complaint.Value} × {complaint.Key}"))
            + $"; ok {GoodProbes} times";

    private static string Seconds(TimeSpan? time) =>
        time is { } there ? string.Create(CultureInfo.InvariantCulture, $"{there.TotalSeconds:0.0} s") : "never";

    [GeneratedRegex(
        @"(?<reason>(is not judged yet|cannot be judged): .*?)( \(|\. |\.?$)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Sentence();

    [GeneratedRegex(@"sha256:[0-9a-f]+|(https?://)?127\.0\.0\.1:\d+(/\S*)?|\d\d:\d\d:\d\d(\.\d+)?", RegexOptions.ExplicitCapture)]
    private static partial Regex Particulars();
}
