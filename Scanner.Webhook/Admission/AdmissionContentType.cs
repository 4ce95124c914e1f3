using Microsoft.Net.Http.Headers;

namespace Scanner.Webhook.Admission;

/// <summary>The content type of an AdmissionReview.</summary>
internal static class AdmissionContentType
{
    public const string Json = "application/json";

    /// <exception cref="AdmissionReviewException">It is not JSON in UTF-8; the status is 415.</exception>
    public static void Check(string? contentType)
    {
        if (contentType == Json) return;
        if (MediaTypeHeaderValue.TryParse(contentType, out var parsed)
            && parsed.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase)
            && (!parsed.Charset.HasValue || IsUtf8(parsed.Charset.AsSpan()))) return;

        throw new AdmissionReviewException(
            StatusCodes.Status415UnsupportedMediaType,
            $"The content type is not {Json} in UTF-8; send the AdmissionReview as that.");
    }

    private static bool IsUtf8(ReadOnlySpan<char> charset) =>
        charset.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase);
}
