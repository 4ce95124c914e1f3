using System.Collections.Concurrent;
using Scanner.EndToEnd.Tests.World;

namespace Scanner.EndToEnd.Tests.Faults;

/// <summary>Reviews as a cluster's controllers cause them: one that was refused is asked for again.</summary>
internal sealed class Controllers(HttpClient http)
{
    /// <summary>Generous: what a killed silo may hold rests for some 20 s, and a failure is remembered for seconds.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>ReplicaSets begin with less and soon wait longer.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly ReviewClient _client = new(http);

    /// <summary>Every answer, in no order.</summary>
    public ConcurrentBag<ReviewOutcome> Outcomes { get; } = [];

    /// <summary>Asks each webhook about each image until all are judged rightly.</summary>
    /// <returns>How long it took; null when one is not after <see cref="Patience"/>.</returns>
    public async Task<TimeSpan?> JudgeAllAsync(
        IReadOnlyList<ScannerProcess> webhooks, IEnumerable<ReviewedCase> images, CancellationToken cancellationToken)
    {
        var begun = TimeProvider.System.GetTimestamp();
        var judged = await Task.WhenAll(images.SelectMany(image => webhooks.Select(webhook => JudgeAsync(webhook, image))));
        return judged.All(isJudged => isJudged) ? TimeProvider.System.GetElapsedTime(begun) : null;

        async Task<bool> JudgeAsync(ScannerProcess webhook, ReviewedCase image)
        {
            while (true)
            {
                var outcome = await _client.AskAsync(webhook, image, cancellationToken);
                Outcomes.Add(outcome);
                if (outcome.IsRight) return true;
                if (TimeProvider.System.GetElapsedTime(begun) > Patience) return false;
                await Task.Delay(Pause, TimeProvider.System, cancellationToken);
            }
        }
    }
}
