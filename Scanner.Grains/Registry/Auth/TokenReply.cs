using Scanner.Grains.Registry.Transport;

namespace Scanner.Grains.Registry.Auth;

/// <summary>What came of asking a token issuer: a token, or its refusal.</summary>
/// <param name="UsedCredential">
/// Whether the credential was sent; a realm that may not see it is asked for an anonymous token.
/// </param>
/// <param name="Token">Null where refused.</param>
/// <param name="Refusal">The issuer's answer, where refused.</param>
internal sealed record TokenReply(bool UsedCredential, RegistryToken? Token, RegistryAnswer? Refusal);
