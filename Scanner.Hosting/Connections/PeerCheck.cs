using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Scanner.Hosting.Certificates;

namespace Scanner.Hosting.Connections;

/// <summary>Decides whether a peer is one of ours: its certificate's issuer, time, usage and name.</summary>
internal static class PeerCheck
{
    /// <summary>RFC 5280 section 4.2.1.12, id-kp-serverAuth.</summary>
    public const string ServerUsage = "1.3.6.1.5.5.7.3.1";

    /// <summary>RFC 5280 section 4.2.1.12, id-kp-clientAuth.</summary>
    public const string ClientUsage = "1.3.6.1.5.5.7.3.2";

    private const string UsageExtension = "2.5.29.37";

    /// <summary>Null where the peer is welcome, else why it is not.</summary>
    /// <param name="certificate">What it showed; null for none.</param>
    /// <param name="intermediates">What came along; may be null.</param>
    /// <param name="own">Whose roots are trusted, and no other.</param>
    /// <param name="usage">What the certificate must be made for.</param>
    /// <param name="names">One of these DNS names must be in it.</param>
    /// <param name="now">The time it must be valid at.</param>
    public static string? Refuse(
        X509Certificate2? certificate, X509Certificate2Collection? intermediates, LoadedCertificate own, string usage,
        IReadOnlyList<string> names, DateTimeOffset now)
    {
        if (certificate is null) return "it shows no certificate";
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(own.Roots);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        chain.ChainPolicy.VerificationTimeIgnored = false;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(usage));
        if (intermediates is not null) chain.ChainPolicy.ExtraStore.AddRange(intermediates);
        if (!chain.Build(certificate))
            return $"its certificate ({certificate.Subject}) is refused: {string.Join(' ', chain.ChainStatus.Select(status => status.StatusInformation))}";
        // A certificate without the extension is good for any usage by the RFC; ours always say what they are for.
        if (certificate.Extensions[UsageExtension] is null) return $"its certificate ({certificate.Subject}) names no usage";
        return names.Any(name => certificate.MatchesHostname(name, allowWildcards: false, allowCommonName: false))
            ? null
            : $"its certificate ({certificate.Subject}) names none of {string.Join(", ", names)}";
    }
}
