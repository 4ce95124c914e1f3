using k8s.Models;

namespace Scanner.Webhook.Certificates.Authority;

/// <summary>A Secret as it was read, and what it becomes. What somebody else put something into is not ours to write.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Found">As it was read; null where there is none.</param>
internal sealed record KeptSecret(string Name, V1Secret? Found)
{
    public const string ManagedByLabel = "app.kubernetes.io/managed-by";
    public const string ManagedBy = "scanner";

    public IDictionary<string, byte[]>? Data => Found?.Data;

    /// <summary>It has content, and no label that says we made it.</summary>
    public bool IsForeign => Found is { Data.Count: > 0 } && Found.GetLabel(ManagedByLabel) != ManagedBy;

    public bool Holds(Dictionary<string, byte[]> data) =>
        Data is not null && Data.Count == data.Count
        && data.All(pair => Data.TryGetValue(pair.Key, out var bytes) && bytes.AsSpan().SequenceEqual(pair.Value));

    /// <summary>The Secret to write; the version that was read is in it, so that the API server refuses it over a newer one.</summary>
    public V1Secret With(Dictionary<string, byte[]> data, string type)
    {
        var secret = new V1Secret
        {
            Metadata = Found?.Metadata ?? new V1ObjectMeta { Name = Name },
            Type = Found?.Type ?? type,
            Data = data,
        };
        secret.SetLabel(ManagedByLabel, ManagedBy);
        return secret;
    }
}
