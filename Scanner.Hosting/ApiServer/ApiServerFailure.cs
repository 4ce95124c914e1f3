using System.Net;
using System.Text.Json;
using k8s.Autorest;

namespace Scanner.Hosting.ApiServer;

/// <summary>What a failed call to the API server was about, in words for a log or a message.</summary>
public static class ApiServerFailure
{
    /// <summary>
    /// Whether the exception is one that a call of KubernetesClient throws when the API server refuses, stalls or is away, or when
    /// something in between answers with what is no JSON.
    /// </summary>
    /// <param name="exception">What the call threw.</param>
    /// <param name="cancellationToken">
    /// What the caller gave to the call: the client's own timeout throws the same as a caller that gave up, who wants no answer.
    /// </param>
    public static bool IsFrom(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        _ => exception is HttpOperationException or HttpRequestException or IOException or JsonException,
    };

    /// <summary>The status that the API server answered with; null where it did not answer.</summary>
    public static HttpStatusCode? Status(Exception exception) =>
        exception is HttpOperationException { Response: { } response } ? response.StatusCode : null;

    /// <summary>
    /// The API server's own sentence where it answered: for a refusal by RBAC it names verb, resource, namespace and account.
    /// </summary>
    public static string Reason(Exception exception)
    {
        if (exception is HttpOperationException { Response: { } response })
            return Message(response.Content) ?? $"the API server answered {(int)response.StatusCode} {response.ReasonPhrase}";
        return exception switch
        {
            OperationCanceledException => $"the API server did not answer within {ApiServerConnection.CallTimeout.TotalSeconds:0} s",
            JsonException => "the answer was no JSON, so a proxy gave it and not the API server",
            _ => $"the API server cannot be reached: {exception.Message}",
        };
    }

    private static string? Message(string? content)
    {
        if (string.IsNullOrEmpty(content)) return null;
        try
        {
            using var status = JsonDocument.Parse(content);
            return status.RootElement.ValueKind == JsonValueKind.Object
                && status.RootElement.TryGetProperty("message", out var message) ? message.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
