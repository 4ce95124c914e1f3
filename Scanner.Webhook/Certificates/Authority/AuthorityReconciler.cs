namespace Scanner.Webhook.Certificates.Authority;

/// <summary>Makes what is there what shall be there: reads, plans, writes the difference. May be done at any time, by anybody.</summary>
internal sealed partial class AuthorityReconciler(
    AuthorityReader reader, AuthorityWriter writer, AuthoritySettings settings, TimeProvider clock, ILogger<AuthorityReconciler> logger)
{
    /// <summary>How soon a trouble that stays is told again: who reads the log of today finds it.</summary>
    private static readonly TimeSpan RepeatEvery = TimeSpan.FromHours(1);

    private string _lastTroubles = "";
    private DateTimeOffset _lastReport;

    /// <summary>One round. What cannot be done is logged, and done in a later round.</summary>
    /// <returns>Whether to come back at once, because somebody else wrote in between.</returns>
    public async Task<bool> TickAsync(CancellationToken cancellationToken)
    {
        try
        {
            var observed = await reader.ReadAsync(cancellationToken);
            var plan = AuthorityPlanner.Plan(observed.State, settings, clock.GetUtcNow());
            var troubles = await writer.WriteAsync(observed, plan, cancellationToken);
            foreach (var change in plan.Events)
            {
                if (change.IsWorrying) LogWorry(change.Text);
                else LogChange(change.Text);
            }

            Report([.. observed.Troubles, .. troubles]);
            return false;
        }
        catch (AuthorityException e) when (e.IsConflict)
        {
            return true;
        }
        catch (AuthorityException e)
        {
            Report([e.Message]);
            return false;
        }
    }

    private void Report(string[] troubles)
    {
        // The same every few seconds would bury everything else.
        var text = string.Join(' ', troubles);
        var now = clock.GetUtcNow();
        if (text == _lastTroubles && now - _lastReport < RepeatEvery) return;
        (_lastTroubles, _lastReport) = (text, now);
        foreach (var trouble in troubles) LogTrouble(trouble);
    }

    [LoggerMessage(LogLevel.Information, "{Change}")]
    private partial void LogChange(string change);

    [LoggerMessage(LogLevel.Warning, "{Change}")]
    private partial void LogWorry(string change);

    [LoggerMessage(LogLevel.Error, "Certificates are not kept as they should be; trying again. {Trouble}")]
    private partial void LogTrouble(string trouble);
}
