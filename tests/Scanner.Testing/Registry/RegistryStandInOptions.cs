using Scanner.Testing.Registry.Authentication;

namespace Scanner.Testing.Registry;

/// <summary>What kind of registry a stand-in is.</summary>
public sealed record RegistryStandInOptions
{
    /// <summary>Who may pull; everyone unless said otherwise.</summary>
    public RegistryAccess Access { get; init; } = RegistryAccess.Anonymous;

    /// <summary>Speak HTTPS with a self-signed certificate for 127.0.0.1 and localhost.</summary>
    public bool Tls { get; init; }

    /// <summary>The clock of delays, token lifetimes and Date-like values.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
