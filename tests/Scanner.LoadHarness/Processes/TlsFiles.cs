using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Scanner.Testing;

namespace Scanner.LoadHarness.Processes;

/// <summary>A certificate for 127.0.0.1 that both servers serve, so that TLS costs both the same.</summary>
internal sealed class TlsFiles : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TlsFiles()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Scanner load harness", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        Certificate = request.CreateSelfSigned(now.AddHours(-1), now.AddDays(1));
        File.WriteAllText(CertificateFile, Certificate.ExportCertificatePem());
        File.WriteAllText(KeyFile, key.ExportPkcs8PrivateKeyPem());
    }

    public X509Certificate2 Certificate { get; }

    public string CertificateFile => _folder.File("tls.crt");

    public string KeyFile => _folder.File("tls.key");

    public void Dispose()
    {
        Certificate.Dispose();
        _folder.Dispose();
    }
}
