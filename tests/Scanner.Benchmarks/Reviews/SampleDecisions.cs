using System.Collections.Immutable;
using System.Globalization;
using Scanner.Grains.Policy;
using Scanner.Images;
using Scanner.Verdicts;
using Scanner.Webhook.Reviews;
using Scanner.Webhook.Workloads;

namespace Scanner.Benchmarks.Reviews;

/// <summary>A review of three images, as they come from the grains.</summary>
internal static class SampleDecisions
{
    public static ImageReview Review { get; } = new()
    {
        Uid = "166e06a9-b0b9-4c4e-9fad-bdada52d9a17",
        Namespace = "team-a",
        Workload = "Deployment team-a/d",
        Pods = [],
        Budget = TimeSpan.FromSeconds(10),
    };

    public static ImmutableArray<ReviewedImage> Clean { get; } = Images(findings: 0);

    public static ImmutableArray<ReviewedImage> Vulnerable { get; } = Images(findings: 35);

    private static ImmutableArray<ReviewedImage> Images(int findings)
    {
        var verdict = VulnerabilityPolicy.Judge(SampleReports.WithFindings(findings), new VulnerabilityRules());
        return [.. Enumerable.Range(0, 3).Select(index => new ReviewedImage
        {
            Text = $"registry.example:5000/team/app@{Digest.Of([(byte)index])}",
            Places =
            [
                new ContainerImage
                {
                    Text = "",
                    Container = "app",
                    FieldPath = string.Create(CultureInfo.InvariantCulture, $"spec.template.spec.containers[{index}].image"),
                },
            ],
            Verdict = verdict,
        })];
    }
}
