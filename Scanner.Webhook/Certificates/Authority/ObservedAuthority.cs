using k8s.Models;

namespace Scanner.Webhook.Certificates.Authority;

/// <summary>What the API server answered, for planning and for writing over exactly that.</summary>
/// <param name="State">In our words.</param>
/// <param name="Ca">The CA's Secret.</param>
/// <param name="Leaves">The leaves' Secrets, those that may be written.</param>
/// <param name="Configuration">Null where there is none, or it could not be read.</param>
/// <param name="Troubles">What could not be read or is somebody else's, for operators.</param>
internal sealed record ObservedAuthority(
    AuthorityState State, KeptSecret Ca, IReadOnlyDictionary<string, KeptSecret> Leaves, V1ValidatingWebhookConfiguration? Configuration,
    IReadOnlyList<string> Troubles);
