namespace Scanner.Webhook.Certificates.Authority;

/// <summary>A certificate that is kept in a Secret of its own.</summary>
/// <param name="SecretName">The Secret.</param>
/// <param name="DnsNames">Whom it names; the first is its subject as well.</param>
/// <param name="ForServers">Good for the side that accepts a connection.</param>
/// <param name="ForClients">Good for the side that opens one.</param>
internal sealed record LeafTemplate(string SecretName, IReadOnlyList<string> DnsNames, bool ForServers, bool ForClients);
