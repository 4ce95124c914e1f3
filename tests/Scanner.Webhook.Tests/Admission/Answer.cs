using System.Net;
using System.Text.Json;

namespace Scanner.Webhook.Tests.Admission;

/// <summary>An AdmissionReview that came back.</summary>
internal sealed record Answer(string ApiVersion, string Uid, bool Allowed, string? Message, string[] Warnings)
{
    /// <summary>Reads a response, checking that it is one that a kube-apiserver would accept.</summary>
    public static async Task<Answer> ReadAsync(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
        var body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.Equal(body.Length, response.Content.Headers.ContentLength);

        using var json = JsonDocument.Parse(body);
        var root = json.RootElement;
        Assert.Equal("AdmissionReview", root.GetProperty("kind").GetString());
        var answer = root.GetProperty("response");
        var allowed = answer.GetProperty("allowed").GetBoolean();
        Assert.Equal(!allowed, answer.TryGetProperty("status", out var status));
        if (!allowed)
        {
            Assert.Equal(403, status.GetProperty("code").GetInt32());
            Assert.Equal("Forbidden", status.GetProperty("reason").GetString());
        }
        return new Answer(
            root.GetProperty("apiVersion").GetString()!,
            answer.GetProperty("uid").GetString()!,
            allowed,
            allowed ? null : status.GetProperty("message").GetString(),
            answer.TryGetProperty("warnings", out var warnings)
                ? [.. warnings.EnumerateArray().Select(warning => warning.GetString()!)]
                : []);
    }

    /// <summary>Reads a refusal, checking that it is one sentence or more in plain text.</summary>
    public static async Task<string> ReadRefusalAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("text/plain; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.EndsWith(".\n", text, StringComparison.Ordinal);
        return text;
    }
}
