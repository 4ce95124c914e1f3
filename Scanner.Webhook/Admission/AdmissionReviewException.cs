namespace Scanner.Webhook.Admission;

/// <summary>A request that is no readable AdmissionReview.</summary>
/// <param name="status">The HTTP status to answer with.</param>
/// <param name="message">What was wrong and what to do, in sentences.</param>
internal sealed class AdmissionReviewException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;

    public static AdmissionReviewException BadRequest(string message) => new(StatusCodes.Status400BadRequest, message);
}
