namespace Scanner.Silo.Inventory.Workloads;

/// <summary>The object that makes pods, or a pod that nobody makes.</summary>
/// <param name="Namespace">Its namespace, which is the pods'.</param>
/// <param name="ApiVersion"><c>apps/v1</c>.</param>
/// <param name="Kind"><c>Deployment</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Uid">Its uid; null where only its name is known, as a Deployment's from its pods.</param>
internal sealed record WorkloadId(string Namespace, string ApiVersion, string Kind, string Name, string? Uid)
{
    /// <summary>As logs name it: <c>Deployment team-a/web</c>.</summary>
    public override string ToString() => $"{Kind} {Namespace}/{Name}";
}
