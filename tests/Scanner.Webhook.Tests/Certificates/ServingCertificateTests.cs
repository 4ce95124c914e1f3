using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Scanner.Webhook.Certificates;

namespace Scanner.Webhook.Tests.Certificates;

public sealed class ServingCertificateTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scanner-certificate-");

    private string CertificateFile => Path.Combine(_folder.FullName, "tls.crt");

    private string KeyFile => Path.Combine(_folder.FullName, "tls.key");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Current_NoFiles_IsSelfSignedForLocalhost()
    {
        using var serving = Serving(new TlsOptions());

        var certificate = serving.Current.TargetCertificate;

        Assert.True(certificate.MatchesHostname("localhost"));
        Assert.True(certificate.MatchesHostname("127.0.0.1"));
        Assert.True(certificate.HasPrivateKey);
    }

    [Fact]
    public void Current_Files_ServesThem()
    {
        Write("CN=first");
        using var serving = Serving(Files());

        Assert.Equal("CN=first", serving.Current.TargetCertificate.Subject);
    }

    [Fact]
    public async Task Current_FilesReplaced_ServesTheNewOneAndKeepsItWhenTheNextIsBroken()
    {
        Write("CN=first");
        using var serving = Serving(Files());
        await serving.StartAsync(TestContext.Current.CancellationToken);

        Write("CN=second");
        var second = await NextAsync(serving, current => current.TargetCertificate.Subject == "CN=second");
        File.WriteAllText(CertificateFile, "no certificate");
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("CN=second", second.TargetCertificate.Subject);
        Assert.Equal("CN=second", serving.Current.TargetCertificate.Subject);
        await serving.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Current_NoCertificateInTheFile_NamesBothFiles()
    {
        Write("CN=first");
        File.WriteAllText(CertificateFile, "no certificate");
        using var serving = Serving(Files());

        var error = Assert.ThrowsAny<CryptographicException>(() => serving.Current);

        Assert.Contains(CertificateFile, error.Message, StringComparison.Ordinal);
        Assert.Contains("Tls:KeyFile", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Current_KeyOfAnotherCertificate_NamesBothFiles()
    {
        Write("CN=first");
        var certificate = File.ReadAllText(CertificateFile);
        Write("CN=second");
        File.WriteAllText(CertificateFile, certificate);
        using var serving = Serving(Files());

        Assert.Contains("Tls:KeyFile", Assert.ThrowsAny<CryptographicException>(() => serving.Current).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_OneOfTwo_NamesTheOther()
    {
        Write("CN=first");

        var failures = new TlsOptionsValidator().Validate(null, new TlsOptions { CertificateFile = CertificateFile }).Failures!;

        Assert.Equal(["Tls:CertificateFile is set and Tls:KeyFile is not; set both or none."], failures);
    }

    [Fact]
    public void Validate_MissingFile_NamesIt()
    {
        var failures = new TlsOptionsValidator().Validate(null, Files()).Failures!;

        Assert.Contains($"Tls:CertificateFile ('{CertificateFile}') does not exist or may not be read.", failures);
    }

    /// <summary>Moves the clock until the files have been looked at; the looking itself is another thread's.</summary>
    private async Task<SslStreamCertificateContext> NextAsync(ServingCertificate serving, Predicate<SslStreamCertificateContext> condition)
    {
        while (!condition(serving.Current))
        {
            _clock.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }

        return serving.Current;
    }

    private TlsOptions Files() => new() { CertificateFile = CertificateFile, KeyFile = KeyFile };

    private ServingCertificate Serving(TlsOptions options) => new(Options.Create(options), _clock, NullLogger<ServingCertificate>.Instance);

    private void Write(string subject)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(_clock.GetUtcNow().AddDays(-1), _clock.GetUtcNow().AddDays(1));
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(CertificateFile, certificate.ExportCertificatePem());
    }
}
