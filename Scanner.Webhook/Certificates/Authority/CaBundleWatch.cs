using Scanner.Hosting.ApiServer;
using Scanner.Hosting.Certificates;

namespace Scanner.Webhook.Certificates.Authority;

/// <summary>
/// Looks, in every replica, at the <c>caBundle</c>s that the API server verifies us by. While the API server is away the last ones
/// count: an unready webhook would not bring it back.
/// </summary>
internal sealed partial class CaBundleWatch(
    ApiServerConnection apiServer, string configurationName, TimeProvider clock, ILogger<CaBundleWatch> logger) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    /// <summary>While they do not cover the certificate, somebody waits for it.</summary>
    private static readonly TimeSpan LookWaitingEvery = TimeSpan.FromSeconds(1);

    private volatile IReadOnlyList<TrustBundle>? _bundles;
    private volatile bool _isWaitedFor = true;
    private string? _lastTrouble;

    /// <summary>Why the API server would refuse this certificate; null where it would not.</summary>
    public string? Refuse(LoadedCertificate certificate)
    {
        var refusal = _bundles switch
        {
            null => $"the ValidatingWebhookConfiguration '{configurationName}' has not been read yet",
            var bundles when bundles.All(bundle => bundle.Verifies(certificate.Leaf, clock.GetUtcNow())) => null,
            _ => $"the caBundle in the ValidatingWebhookConfiguration '{configurationName}' does not cover the serving certificate yet",
        };
        _isWaitedFor = refusal is not null;
        return refusal;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await LookAsync(stoppingToken);
            await Task.Delay(_isWaitedFor ? LookWaitingEvery : LookEvery, clock, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task LookAsync(CancellationToken stoppingToken)
    {
        try
        {
            // None at all is fine: nobody calls us then, and whoever installs it may be waiting for us to be ready.
            _bundles = WebhookConfigurations.CaBundles(
                await WebhookConfigurations.FindAsync(apiServer.Client, configurationName, stoppingToken));
            _lastTrouble = null;
        }
        catch (AuthorityException e)
        {
            Report(e.Message);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
        catch (Exception e)
        {
            // What escaped would end the whole process, which can still answer reviews.
            Report($"{e.GetType().Name}: {e.Message}");
        }
    }

    private void Report(string trouble)
    {
        if (trouble == _lastTrouble) return;
        _lastTrouble = trouble;
        LogUnread(trouble);
    }

    [LoggerMessage(LogLevel.Warning, "Readiness goes by the caBundle as it was last seen. {Reason}")]
    private partial void LogUnread(string reason);
}
