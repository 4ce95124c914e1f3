using System.Text.Json;

namespace Scanner.LoadHarness.Load;

/// <summary>What a webhook answered to one review.</summary>
internal sealed record ReviewAnswer(ReviewOutcome Outcome, string? Reason)
{
    /// <summary>Reads an answer, or says what is wrong with it.</summary>
    /// <param name="answer">The body of an answer of status 200.</param>
    /// <param name="uid">The uid it must have.</param>
    public static ReviewAnswer Read(byte[] answer, string uid)
    {
        try
        {
            using var review = JsonDocument.Parse(answer);
            var response = review.RootElement.GetProperty("response");
            if (response.GetProperty("uid").GetString() != uid) return new ReviewAnswer(ReviewOutcome.Invalid, "another uid");
            if (response.GetProperty("allowed").GetBoolean()) return new ReviewAnswer(ReviewOutcome.Allowed, null);
            var message = response.GetProperty("status").GetProperty("message").GetString();
            return new ReviewAnswer(IsRefusal(response) ? ReviewOutcome.Refused : ReviewOutcome.NotReady, message);
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return new ReviewAnswer(ReviewOutcome.Invalid, $"no AdmissionReview: {fault.Message}");
        }
    }

    /// <summary>
    /// Whether an image was found to be too vulnerable; a denial is otherwise only for now. The audit annotations tell: one line
    /// an image, with its outcome as a word.
    /// </summary>
    private static bool IsRefusal(JsonElement response) =>
        response.TryGetProperty("auditAnnotations", out var annotations)
        && annotations.EnumerateObject().Any(line =>
            line.Name.StartsWith("image-", StringComparison.Ordinal)
            && line.Value.GetString()!.Contains(" Refused;", StringComparison.Ordinal));
}
