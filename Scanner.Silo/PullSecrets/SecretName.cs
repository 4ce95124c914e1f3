namespace Scanner.Silo.PullSecrets;

/// <summary>Which Secret.</summary>
internal readonly record struct SecretName(string Namespace, string Name)
{
    public override string ToString() => $"Secret '{Name}' in namespace '{Namespace}'";
}
