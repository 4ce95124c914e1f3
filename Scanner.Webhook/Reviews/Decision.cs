using System.Collections.Immutable;

namespace Scanner.Webhook.Reviews;

/// <summary>The answer to one admission request.</summary>
internal sealed record Decision
{
    public required bool Allowed { get; init; }

    /// <summary>Why it is denied, for whoever reads kubectl's output; null where it is allowed.</summary>
    public string? Message { get; init; }

    /// <summary>Sentences that the kube-apiserver shows its caller beside the outcome.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>What goes into the cluster's audit log; a key is without a slash, for the kube-apiserver puts its own before it.</summary>
    public ImmutableArray<KeyValuePair<string, string>> AuditAnnotations { get; init; } = [];
}
