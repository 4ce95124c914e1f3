namespace Scanner.Webhook.Verbs;

/// <summary>Tries something again and again, until it succeeds or time is up.</summary>
/// <param name="error">Where reasons go, each once in a row.</param>
internal sealed class Attempts(TextWriter error)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <param name="timeout">How long to try.</param>
    /// <param name="attempt">Returns why it did not succeed; null where it did.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>An exit code.</returns>
    public async Task<int> RunAsync(TimeSpan timeout, Func<CancellationToken, Task<Attempt>> attempt, CancellationToken cancellationToken)
    {
        var clock = TimeProvider.System;
        var began = clock.GetTimestamp();
        string? last = null;
        while (true)
        {
            var result = await attempt(cancellationToken);
            if (result.Trouble is null) return WebhookVerbs.Done;
            if (result.Trouble != last) await error.WriteLineAsync(result.Trouble);
            last = result.Trouble;
            if (result.IsFinal) return WebhookVerbs.Failed;
            if (clock.GetElapsedTime(began) >= timeout)
            {
                await error.WriteLineAsync($"Given up after {timeout:c}.");
                return WebhookVerbs.Failed;
            }

            await Task.Delay(Pause, clock, cancellationToken);
        }
    }
}
