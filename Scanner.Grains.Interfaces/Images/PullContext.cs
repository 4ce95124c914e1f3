using System.Collections.Immutable;

namespace Scanner.Images;

/// <summary>
/// On whose behalf an image is pulled: names only. What the named secrets hold is read where it is used, and crosses no wire.
/// </summary>
[GenerateSerializer, Immutable, Alias("scanner.PullContext")]
public sealed record PullContext
{
    /// <summary>Nobody in particular: only the operator's credentials apply.</summary>
    public static PullContext None { get; } = new() { Namespace = "" };

    [Id(0)]
    public required string Namespace { get; init; }

    [Id(1)]
    public string? ServiceAccountName { get; init; }

    /// <summary>The pod's <c>imagePullSecrets</c>, in the order they are to be tried.</summary>
    [Id(2)]
    public ImmutableArray<string> PullSecretNames { get; init; } = [];

    public bool Equals(PullContext? other) =>
        other is not null && Namespace == other.Namespace && ServiceAccountName == other.ServiceAccountName
        && PullSecretNames.AsSpan().SequenceEqual(other.PullSecretNames.AsSpan());

    public override int GetHashCode() =>
        HashCode.Combine(Namespace, ServiceAccountName, PullSecretNames.IsEmpty ? "" : PullSecretNames[0], PullSecretNames.Length);
}
