namespace Scanner.Hosting;

/// <summary>What silos and webhooks of one cluster must agree on.</summary>
public static class ClusterDefaults
{
    /// <summary>Orleans' service id; storage is kept under it.</summary>
    public const string ServiceId = "scanner";

    /// <summary>Orleans' cluster id unless configured.</summary>
    public const string Name = "scanner";
}
