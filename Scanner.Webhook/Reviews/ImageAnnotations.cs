using System.Collections.Immutable;
using System.Globalization;

namespace Scanner.Webhook.Reviews;

/// <summary>What the API server's audit log keeps of a decision: each image with digest, outcome, counts and data age.</summary>
internal static class ImageAnnotations
{
    /// <summary>Images annotated one by one, some 300 characters each, so that one workload cannot fill an audit log.</summary>
    public const int MaxImages = 20;

    public static ImmutableArray<KeyValuePair<string, string>> Of(ImmutableArray<ReviewedImage> images, bool allowed)
    {
        var annotations = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        annotations.Add(new("decision", allowed ? "allowed" : "denied"));
        annotations.Add(new("images", images.Length.ToString(CultureInfo.InvariantCulture)));
        for (var index = 0; index < images.Length && index < MaxImages; index++)
            annotations.Add(new(string.Create(CultureInfo.InvariantCulture, $"image-{index}"), Line(images[index])));
        return annotations.ToImmutable();
    }

    private static string Line(ReviewedImage image)
    {
        var verdict = image.Verdict;
        var counts = verdict.DatabaseTime is { } time
            ? string.Create(CultureInfo.InvariantCulture, $"; found {verdict.Found}; refused {verdict.Refused}; data of {time.UtcDateTime:s}Z")
            : "";
        var reason = verdict.Failure is { } failure ? $" ({failure.Kind})" : "";
        return $"{image.Text} {verdict.Digest?.ToString() ?? "(no digest)"} {verdict.Outcome}{reason}{counts}";
    }
}
