using System.Security.Cryptography;

namespace Scanner.Hosting.Certificates;

/// <summary>
/// The certificate that new connections use. Its source is looked at again every few seconds, by content (a mounted Secret changes by
/// a symbolic link, which no file watcher reports); what cannot be read leaves the last good one.
/// </summary>
public sealed partial class ReloadingCertificate(ICertificateSource source, TimeProvider clock, ILogger<ReloadingCertificate> logger)
    : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    /// <summary>While there is none, somebody waits for it.</summary>
    private static readonly TimeSpan LookFirstEvery = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource<LoadedCertificate> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile LoadedCertificate? _current;
    private string? _lastTrouble;

    /// <summary>Null until there is one.</summary>
    public LoadedCertificate? Current => _current;

    /// <summary>The first one, waited for.</summary>
    /// <exception cref="CryptographicException">The source should have it by now and cannot be read.</exception>
    public Task<LoadedCertificate> FirstAsync(CancellationToken cancellationToken) => _first.Task.WaitAsync(cancellationToken);

    /// <summary>A source that must have it is read before anything that is started later.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!source.MayComeLater) await LoadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await TryLoadAsync(stoppingToken);
            await Task.Delay(_current is null ? LookFirstEvery : LookEvery, clock, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TryLoadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await LoadAsync(cancellationToken);
            _lastTrouble = null;
        }
        catch (CryptographicException e)
        {
            Report(e.Message);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
        catch (Exception e)
        {
            // What escaped would end the whole process, over a certificate that still serves.
            Report($"{source.Name}: {e.GetType().Name}: {e.Message}");
        }
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var pem = await source.ReadAsync(cancellationToken);
            if (pem is null)
            {
                Report($"{source.Name}: there is none yet");
                return;
            }

            if (pem == _current?.Pem) return;
            var loaded = new LoadedCertificate(pem);
            _current = loaded;
            _first.TrySetResult(loaded);
            LogLoaded(loaded.Leaf.Subject, loaded.Leaf.NotAfter.ToUniversalTime());
        }
        catch (CryptographicException e)
        {
            throw new CryptographicException($"{source.Name}: not a usable PEM certificate and its key: {e.Message}", e);
        }
    }

    private void Report(string trouble)
    {
        // The same trouble every few seconds would bury everything else.
        if (trouble == _lastTrouble) return;
        _lastTrouble = trouble;
        if (_current is null) LogMissing(trouble);
        else LogReloadFailed(trouble);
    }

    [LoggerMessage(LogLevel.Information, "Using the certificate of {Subject}, valid until {NotAfter:u}")]
    private partial void LogLoaded(string subject, DateTime notAfter);

    [LoggerMessage(LogLevel.Warning, "Waiting for a certificate: {Reason}")]
    private partial void LogMissing(string reason);

    [LoggerMessage(LogLevel.Error, "The certificate could not be reloaded; the last one stays in use: {Reason}")]
    private partial void LogReloadFailed(string reason);
}
