using Orleans.Runtime.Messaging;

namespace Scanner.Clustering.Kubernetes;

/// <summary>
/// The membership table could not be read or written. The message says what was tried, what the API server answered and what
/// to do. It is a <see cref="ConnectionFailedException"/> because that is what Orleans' clients try again after, where any
/// other exception ends them.
/// </summary>
public sealed class KubernetesMembershipException(string message, Exception? inner = null)
    : ConnectionFailedException(message, inner!);
