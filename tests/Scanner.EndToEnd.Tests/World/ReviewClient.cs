using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Scanner.EndToEnd.Tests.World;

/// <summary>Asks webhooks as the kube-apiserver does, each time from a namespace that nobody asked from before.</summary>
internal sealed class ReviewClient(HttpClient http)
{
    /// <summary>The kube-apiserver's default, which it also gives as <c>?timeout=</c>.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private static int _last;

    /// <param name="webhook">Whom to ask.</param>
    /// <param name="reviewed">The image of the pod's one container.</param>
    /// <param name="cancellationToken">Ends the test.</param>
    /// <returns>What came of it by the deadline; never an exception for what the webhook does.</returns>
    public async Task<ReviewOutcome> AskAsync(ScannerProcess webhook, ReviewedCase reviewed, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _last);
        // No webhook remembers a verdict for the new namespace, so a grain is asked.
        var review = Encoding.UTF8.GetBytes(
            $$$"""
            {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u-{{{number}}}","kind":{"group":"","version":"v1","kind":"Pod"},
            "namespace":"team-{{{number}}}","name":"p","operation":"CREATE",
            "object":{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"{{{reviewed.Image}}}"}]}},"oldObject":null}}
            """);
        var begun = TimeProvider.System.GetTimestamp();
        using var deadline = new CancellationTokenSource(Deadline, TimeProvider.System);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        ReviewOutcome outcome;
        try
        {
            outcome = await AskAsync(webhook, review, reviewed, $"u-{number}", ending.Token);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            outcome = new ReviewOutcome(reviewed, IsAnswer: false, IsAllowed: false, e.Message);
        }

        return outcome with { Took = TimeProvider.System.GetElapsedTime(begun) };
    }

    private async Task<ReviewOutcome> AskAsync(
        ScannerProcess webhook, byte[] review, ReviewedCase reviewed, string uid, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(review);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var address = new Uri(webhook.Address, $"/validate?timeout={Deadline.TotalSeconds:0}s");
        using var answer = await http.PostAsync(address, content, cancellationToken);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancellationToken));
        var response = json.RootElement.GetProperty("response");
        var allowed = response.GetProperty("allowed").GetBoolean();
        var message = allowed ? "" : response.GetProperty("status").GetProperty("message").GetString()!;
        return new ReviewOutcome(reviewed, response.GetProperty("uid").GetString() == uid, allowed, message);
    }
}
