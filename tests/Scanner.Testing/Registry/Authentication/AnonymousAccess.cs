namespace Scanner.Testing.Registry.Authentication;

/// <summary>Everyone may pull everything.</summary>
public sealed record AnonymousAccess : RegistryAccess;
