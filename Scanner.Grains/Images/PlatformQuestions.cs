using Scanner.Failures;
using Scanner.Grains.Policy;
using Scanner.Images;
using Scanner.Verdicts;

namespace Scanner.Grains.Images;

/// <summary>Judges an index by the grains of the manifests for the cluster's platforms.</summary>
internal static class PlatformQuestions
{
    /// <summary>Indexes in indexes that are followed; builders make one level, and a chain costs its reader a grain a link.</summary>
    private const int MaxDepth = 3;

    public static async Task<Verdict> JudgeAsync(
        IGrainFactory grains, Digest index, ImageFacts.Index facts, ImageQuestion question, TimeSpan patience)
    {
        if (question.Depth >= MaxDepth)
            return Verdict.NotReadyBecause(question.Image.Digest, new ScanFailure
            {
                Kind = FailureKind.ManifestInvalid,
                Message = $"its indexes are nested more than {MaxDepth} deep.",
            });
        var left = patience > TimeSpan.Zero ? patience : TimeSpan.Zero;
        var verdicts = await Task.WhenAll(facts.Platforms.Select(async platform =>
        {
            var child = question with { Image = question.Image.At(platform.Digest), Patience = left, Depth = question.Depth + 1 };
            return (platform.Platform, await grains.GetGrain<IImageGrain>(platform.Digest.ToString()).Judge(child));
        }));
        return PlatformVerdicts.Join(index, verdicts);
    }
}
