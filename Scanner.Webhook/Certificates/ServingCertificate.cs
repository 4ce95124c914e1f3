using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;

namespace Scanner.Webhook.Certificates;

/// <summary>
/// The certificate new connections are served with. Files are looked at again every few seconds, by content (a mounted
/// Secret changes by a symbolic link, which no file watcher reports); a pair that cannot be read leaves the last good one.
/// </summary>
internal sealed partial class ServingCertificate(IOptions<TlsOptions> options, TimeProvider clock, ILogger<ServingCertificate> logger)
    : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private readonly Lock _loading = new();
    private volatile Loaded? _loaded;

    private bool HasFiles => !string.IsNullOrEmpty(options.Value.CertificateFile);

    /// <summary>What the TLS handshake of a new connection uses.</summary>
    /// <exception cref="CryptographicException">The first load failed; the message names the files.</exception>
    public SslStreamCertificateContext Current => (_loaded ?? LoadFirst()).Context;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        LogServing(Current.TargetCertificate.Subject, Current.TargetCertificate.NotAfter);
        if (!HasFiles) return;
        using var timer = new PeriodicTimer(LookEvery, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken)) Reload();
    }

    private Loaded LoadFirst()
    {
        // A slow first load must not come after a reload and undo it.
        lock (_loading) return _loaded ??= HasFiles ? LoadFiles() : SelfSigned();
    }

    private void Reload()
    {
        try
        {
            lock (_loading)
            {
                if (_loaded is { } loaded && ReadFiles() == (loaded.CertificatePem, loaded.KeyPem)) return;
                _loaded = LoadFiles();
            }

            LogServing(Current.TargetCertificate.Subject, Current.TargetCertificate.NotAfter);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            LogReloadFailed(e.Message);
        }
    }

    private (string CertificatePem, string KeyPem) ReadFiles() =>
        (File.ReadAllText(options.Value.CertificateFile!), File.ReadAllText(options.Value.KeyFile!));

    private Loaded LoadFiles()
    {
        var (certificatePem, keyPem) = ReadFiles();
        try
        {
            var leaf = X509Certificate2.CreateFromPem(certificatePem, keyPem);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(certificatePem);
            return new Loaded(certificatePem, keyPem, SslStreamCertificateContext.Create(leaf, chain, offline: true));
        }
        // A key that is not the certificate's is an ArgumentException: so it is for the moment between two writes of a rotation.
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new CryptographicException(
                $"Tls:CertificateFile ('{options.Value.CertificateFile}') and Tls:KeyFile ('{options.Value.KeyFile}') are not a PEM "
                + $"certificate and its key: {e.Message}", e);
        }
    }

    private Loaded SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        names.AddIpAddress(System.Net.IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = clock.GetUtcNow();
        return new Loaded("", "", SslStreamCertificateContext.Create(request.CreateSelfSigned(now.AddHours(-1), now.AddYears(1)), null, offline: true));
    }

    [LoggerMessage(LogLevel.Information, "Serving the certificate of {Subject}, valid until {NotAfter}")]
    private partial void LogServing(string subject, DateTime notAfter);

    [LoggerMessage(LogLevel.Error, "The serving certificate could not be reloaded; the last one stays in use: {Reason}")]
    private partial void LogReloadFailed(string reason);

    private sealed record Loaded(string CertificatePem, string KeyPem, SslStreamCertificateContext Context);
}
