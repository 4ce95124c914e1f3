using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Scanner.EndToEnd.Tests.World;

/// <summary>Reviews that arrive one after the other at all webhooks in turn, as long as something else happens.</summary>
internal sealed class ReviewStream(HttpClient http, IReadOnlyList<ScannerProcess> webhooks, IReadOnlyList<ReviewedCase> cases)
{
    /// <summary>Reviews in flight at a time.</summary>
    private const int Lanes = 4;

    /// <summary>The kube-apiserver's default, which it gives as <c>?timeout=</c>.</summary>
    private const string Timeout = "10s";

    private readonly ConcurrentBag<ReviewOutcome> _outcomes = [];
    private int _next;

    /// <summary>Runs until <paramref name="event"/> is over and some more reviews were answered after it.</summary>
    public async Task<IReadOnlyList<ReviewOutcome>> DuringAsync(Func<Task> @event, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] lanes = [.. Enumerable.Range(0, Lanes).Select(_ => LaneAsync(over.Token, cancellationToken))];
        try
        {
            _outcomes.Clear();
            await @event();
            var enough = _outcomes.Count + (Lanes * cases.Count);
            while (_outcomes.Count < enough && !lanes.Any(lane => lane.IsCompleted))
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
        }
        finally
        {
            await over.CancelAsync();
            await Task.WhenAll(lanes);
        }

        return [.. _outcomes];
    }

    private async Task LaneAsync(CancellationToken over, CancellationToken cancellationToken)
    {
        while (!over.IsCancellationRequested) await ReviewAsync(Interlocked.Increment(ref _next), cancellationToken);
    }

    private async Task ReviewAsync(int number, CancellationToken cancellationToken)
    {
        var reviewed = cases[number % cases.Count];
        var webhook = webhooks[number % webhooks.Count];
        // A namespace nobody asked from before: no webhook remembers the verdict, so a grain is asked.
        var review = Encoding.UTF8.GetBytes(
            $$$"""
            {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u-{{{number}}}","kind":{"group":"","version":"v1","kind":"Pod"},
            "namespace":"team-{{{number}}}","name":"p","operation":"CREATE",
            "object":{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"{{{reviewed.Image}}}"}]}},"oldObject":null}}
            """);
        var begun = TimeProvider.System.GetTimestamp();
        var outcome = await AskAsync(webhook, review, reviewed, $"u-{number}", cancellationToken);
        _outcomes.Add(outcome with { Took = TimeProvider.System.GetElapsedTime(begun) });
    }

    private async Task<ReviewOutcome> AskAsync(
        ScannerProcess webhook, byte[] review, ReviewedCase reviewed, string uid, CancellationToken cancellationToken)
    {
        try
        {
            using var content = new ByteArrayContent(review);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var answer = await http.PostAsync(new Uri(webhook.Address, $"/validate?timeout={Timeout}"), content, cancellationToken);
            using var json = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancellationToken));
            var response = json.RootElement.GetProperty("response");
            var allowed = response.GetProperty("allowed").GetBoolean();
            var message = allowed ? "" : response.GetProperty("status").GetProperty("message").GetString()!;
            return new ReviewOutcome(reviewed, response.GetProperty("uid").GetString() == uid, allowed, message);
        }
        catch (HttpRequestException e)
        {
            return new ReviewOutcome(reviewed, IsAnswer: false, IsAllowed: false, e.Message);
        }
    }
}
