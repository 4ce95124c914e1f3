namespace Scanner.Playground;

/// <summary>What a <see cref="OneProcessScanner"/> is made of.</summary>
public sealed record OneProcessOptions
{
    /// <summary>A Clair of one's own; null starts a stand-in.</summary>
    public Uri? Clair { get; init; }

    /// <summary>Host and port of a registry of one's own; null starts a stand-in.</summary>
    public string? Registry { get; init; }

    /// <summary>Whether <see cref="Registry"/> speaks plain HTTP.</summary>
    public bool RegistryIsInsecure { get; init; }

    /// <summary>Port of the webhook; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Configuration of silo and webhook beyond that: <c>Policy:WhenNotReady</c>.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    /// <summary>Whether there is a silo at all; without one the webhook answers by policy.</summary>
    public bool WithSilo { get; init; } = true;
}
