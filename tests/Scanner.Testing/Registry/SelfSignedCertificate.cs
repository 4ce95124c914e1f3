using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Scanner.Testing.Registry;

/// <summary>Certificates that nobody trusts unless told to.</summary>
internal static class SelfSignedCertificate
{
    /// <summary>A server certificate for 127.0.0.1 and localhost, valid for a day around now.</summary>
    public static X509Certificate2 ForLoopback(TimeProvider time)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Scanner tests", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = time.GetUtcNow();
        return request.CreateSelfSigned(now.AddHours(-12), now.AddHours(12));
    }
}
