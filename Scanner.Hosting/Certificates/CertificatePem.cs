namespace Scanner.Hosting.Certificates;

/// <summary>A certificate as it is stored.</summary>
/// <param name="Certificate">PEM: the certificate, then its intermediates where there are any.</param>
/// <param name="Key">PEM: its private key, without a password.</param>
/// <param name="Ca">PEM: the certificates that peers' certificates must come from; null where peers show none.</param>
public sealed record CertificatePem(string Certificate, string Key, string? Ca)
{
    /// <summary>Keys never print.</summary>
    public override string ToString() => nameof(CertificatePem);
}
