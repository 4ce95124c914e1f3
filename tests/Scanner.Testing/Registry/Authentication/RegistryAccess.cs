namespace Scanner.Testing.Registry.Authentication;

/// <summary>Who may pull from a registry, and how it asks for credentials.</summary>
public abstract record RegistryAccess
{
    private protected RegistryAccess()
    {
    }

    /// <summary>Everyone may pull everything.</summary>
    public static RegistryAccess Anonymous { get; } = new AnonymousAccess();
}
