using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Scanner.Testing;

/// <summary>A certificate authority for the time of a test.</summary>
public sealed class TestAuthority : IDisposable
{
    private const string ServerUsage = "1.3.6.1.5.5.7.3.1";
    private const string ClientUsage = "1.3.6.1.5.5.7.3.2";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _certificate;
    private readonly TimeProvider _clock;

    public TestAuthority(TimeProvider? clock = null)
    {
        _clock = clock ?? TimeProvider.System;
        var request = new CertificateRequest($"CN=Test authority {Guid.NewGuid():n}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        var now = _clock.GetUtcNow();
        _certificate = request.CreateSelfSigned(now.AddYears(-1), now.AddYears(1));
    }

    /// <summary>The authority's own certificate, PEM.</summary>
    public string CaPem => _certificate.ExportCertificatePem();

    /// <summary>A leaf for the DNS names, with its subject after the first.</summary>
    /// <param name="names">DNS names.</param>
    /// <param name="server">Made for servers.</param>
    /// <param name="client">Made for clients.</param>
    /// <param name="validFor">From now on; negative for one that has expired.</param>
    public (string CertificatePem, string KeyPem) Issue(
        IReadOnlyList<string> names, bool server = true, bool client = true, TimeSpan? validFor = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={names[0]}", key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (System.Net.IPAddress.TryParse(name, out var address)) alternatives.AddIpAddress(address);
            else alternatives.AddDnsName(name);
        }

        request.CertificateExtensions.Add(alternatives.Build());
        var usages = new OidCollection();
        if (server) usages.Add(new Oid(ServerUsage));
        if (client) usages.Add(new Oid(ClientUsage));
        if (usages.Count > 0) request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(usages, false));
        var now = _clock.GetUtcNow();
        using var certificate = request.Create(
            _certificate, now.AddDays(-30), now + (validFor ?? TimeSpan.FromDays(30)), Guid.NewGuid().ToByteArray());
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
    }
}
