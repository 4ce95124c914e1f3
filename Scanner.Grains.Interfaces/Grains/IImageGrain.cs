using Orleans.Concurrency;
using Scanner.Verdicts;

namespace Scanner.Grains;

/// <summary>
/// One manifest, keyed by its digest (<see cref="Images.Digest.ToString"/>): scans it once for the whole cluster, keeps the
/// facts, and judges them for whoever asks. The manifest may be an index; then the grain asks the grains of its platforms.
/// </summary>
[Alias("scanner.IImageGrain")]
public interface IImageGrain : IGrainWithStringKey
{
    /// <summary>
    /// Judges the image, scanning it first where that has not been done. Answers no later than the question's patience, with
    /// <see cref="VerdictOutcome.NotReady"/> if need be; the scan goes on. Never throws for what went wrong with the scan.
    /// </summary>
    [Alias("Judge"), AlwaysInterleave]
    Task<Verdict> Judge(ImageQuestion question);

    /// <summary>What the grain is doing and what it knows. Changes nothing.</summary>
    [Alias("GetState"), AlwaysInterleave]
    Task<ImageState> GetState();
}
