using Scanner.Images;
using Scanner.Verdicts;

namespace Scanner.Silo.Inventory.Judging;

/// <summary>Judges images that run by the rules in force.</summary>
internal interface IImageJudge
{
    /// <summary>
    /// Answers within the patience, with <see cref="VerdictOutcome.NotReady"/> if need be; never throws for what went wrong.
    /// </summary>
    /// <param name="image">With a digest.</param>
    /// <param name="pullContext">Whose credentials it was pulled with.</param>
    /// <param name="patience">How long to wait for a scan, which goes on in any case.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    Task<Verdict> JudgeAsync(
        ImageReference image, PullContext pullContext, TimeSpan patience, CancellationToken cancellationToken);
}
