using System.Net.Http.Headers;
using System.Text;
using Scanner.LoadHarness.Processes;

namespace Scanner.LoadHarness.Load;

/// <summary>
/// Sends reviews to one webhook as the kube-apiserver does, and again as a controller does while they are not decided.
/// </summary>
internal sealed class ReviewClient(HttpClient client, Uri webhook)
{
    /// <summary>Pauses between two tries, doubled each time, with up to as much again by chance.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(4);

    private readonly Uri _address = new(webhook, Endpoints.Review);

    /// <summary>The answer's body.</summary>
    /// <exception cref="HttpRequestException">There was none, or not with status 200.</exception>
    public async Task<byte[]> PostAsync(string body, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await client.PostAsync(_address, content, cancellationToken);
        return await answer.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync(cancellationToken);
    }

    /// <summary>Tries until there is a decision, or until the time is over.</summary>
    public async Task<DecidedReview> DecideAsync(PlannedReview review, TimeSpan patience, CancellationToken cancellationToken)
    {
        var begun = TimeProvider.System.GetTimestamp();
        var (tries, invalid, pause) = (0, 0, FirstPause);
        string? trouble = null;
        while (true)
        {
            var answer = await TryAsync(review, cancellationToken);
            tries++;
            if (answer.Outcome == ReviewOutcome.Invalid) invalid++;
            trouble = answer.Outcome is ReviewOutcome.Invalid or ReviewOutcome.NotReady ? answer.Reason : trouble;
            var elapsed = TimeProvider.System.GetElapsedTime(begun);
            if (answer.Outcome is ReviewOutcome.Allowed or ReviewOutcome.Refused || elapsed > patience)
            {
                return new DecidedReview
                {
                    Review = review,
                    Outcome = answer.Outcome,
                    Tries = tries,
                    InvalidAnswers = invalid,
                    LastTrouble = trouble,
                    Elapsed = elapsed,
                };
            }

            await Task.Delay(pause * (1 + Random.Shared.NextDouble()), TimeProvider.System, cancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task<ReviewAnswer> TryAsync(PlannedReview review, CancellationToken cancellationToken)
    {
        try
        {
            return ReviewAnswer.Read(await PostAsync(review.Body, cancellationToken), review.Uid);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or OperationCanceledException
            && !cancellationToken.IsCancellationRequested)
        {
            return new ReviewAnswer(ReviewOutcome.Invalid, fault.Message);
        }
    }
}
