using k8s.LeaderElection;
using k8s.LeaderElection.ResourceLock;
using Scanner.Hosting.ApiServer;

namespace Scanner.Webhook.Certificates.Authority;

/// <summary>
/// Keeps the certificates while this replica holds the Lease. The Lease only spares the API server work: a Lease is no lock, and two
/// replicas that both believe they hold it do no harm.
/// </summary>
internal sealed partial class CertificateAuthority(
    AuthorityReconciler reconciler, ApiServerConnection apiServer, string leaseName, TimeProvider clock,
    ILogger<CertificateAuthority> logger)
    : BackgroundService
{
    /// <summary>How soon a change by somebody else is mended, and a renewal begins.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    /// <summary>After a conflict, and before the Lease is tried anew.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // The times of Kubernetes' own leaders: the next one takes over so long after the last one was heard of.
    private static readonly TimeSpan LeaseDuration = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan RenewDeadline = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RetryPeriod = TimeSpan.FromSeconds(2);

    /// <summary>What a stop may take to hand the Lease over; without it the next one waits until it has run out.</summary>
    private static readonly TimeSpan ReleasePatience = TimeSpan.FromSeconds(2);

    private readonly string _identity = $"{Environment.MachineName}_{Guid.NewGuid():n}";
    private string? _lastTrouble;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LeadOnceAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                Report(e, stoppingToken);
            }

            await PauseAsync(Pause, stoppingToken);
        }
    }

    private async Task LeadOnceAsync(CancellationToken stoppingToken)
    {
        var lease = new LeaseLock(apiServer.Client, apiServer.Namespace, leaseName, _identity);
        using var elector = new LeaderElector(new LeaderElectionConfig(lease)
        {
            LeaseDuration = LeaseDuration,
            RenewDeadline = RenewDeadline,
            RetryPeriod = RetryPeriod,
        });
        using var leading = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var work = Task.CompletedTask;
        lease.OnHttpError += failure => Report(failure, stoppingToken);
        elector.OnError += failure => Report(failure, stoppingToken);
        elector.OnStartedLeading += () => work = KeepAsync(leading.Token);
        try
        {
            await elector.RunUntilLeadershipLostAsync(stoppingToken);
        }
        finally
        {
            await leading.CancelAsync();
            await work;
            if (stoppingToken.IsCancellationRequested) await ReleaseAsync(lease);
        }
    }

    private async Task KeepAsync(CancellationToken leading)
    {
        LogLeading(leaseName);
        while (!leading.IsCancellationRequested)
        {
            var again = false;
            try
            {
                again = await reconciler.TickAsync(leading);
                _lastTrouble = null;
            }
            catch (OperationCanceledException) when (leading.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogFailed(e);
            }

            await PauseAsync(again ? Pause : LookEvery, leading);
        }
    }

    private async Task ReleaseAsync(LeaseLock lease)
    {
        using var patience = new CancellationTokenSource(ReleasePatience, clock);
        try
        {
            var record = await lease.GetAsync(patience.Token);
            if (record?.HolderIdentity != _identity) return;
            record.HolderIdentity = "";
            await lease.UpdateAsync(record, patience.Token);
        }
        catch (Exception e) when (ApiServerFailure.IsFrom(e, CancellationToken.None))
        {
            // It runs out by itself.
        }
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken) =>
        await Task.Delay(pause, clock, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private void Report(Exception failure, CancellationToken stoppingToken)
    {
        // Replicas that reach for the Lease at once are no trouble, and neither is a stop.
        if (failure is OperationCanceledException && stoppingToken.IsCancellationRequested) return;
        var trouble = AuthorityFailures.Lease(apiServer.Namespace, leaseName, failure);
        if (trouble.IsConflict || trouble.Message == _lastTrouble) return;
        _lastTrouble = trouble.Message;
        LogNoLease(trouble.Message);
    }

    [LoggerMessage(LogLevel.Information, "This replica keeps the certificates (Lease {Lease})")]
    private partial void LogLeading(string lease);

    [LoggerMessage(LogLevel.Warning, "No replica may be keeping the certificates; trying again. {Reason}")]
    private partial void LogNoLease(string reason);

    [LoggerMessage(LogLevel.Error, "Keeping the certificates failed; trying again")]
    private partial void LogFailed(Exception error);
}
