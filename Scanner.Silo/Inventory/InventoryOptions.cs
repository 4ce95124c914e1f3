namespace Scanner.Silo.Inventory;

/// <summary>Whether the workloads that run are watched. Section <c>Inventory</c>.</summary>
internal sealed class InventoryOptions
{
    public const string Section = "Inventory";

    /// <summary>
    /// Follow the cluster's pods, judge what they run, and tell with an Event which workloads would be refused if restarted now.
    /// It needs the Kubernetes API, with list and watch on pods and create on events.
    /// </summary>
    public bool Enabled { get; set; }
}
