namespace Scanner.Hosting.Connections;

/// <summary>
/// The DNS names in certificates of cluster connections. Nothing resolves them: they say which of the two programs a certificate of
/// our CA was made for.
/// </summary>
public static class PeerNames
{
    public const string Silo = "silo.scanner.internal";
    public const string Webhook = "webhook.scanner.internal";
}
