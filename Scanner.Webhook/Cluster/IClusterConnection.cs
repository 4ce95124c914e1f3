namespace Scanner.Webhook.Cluster;

/// <summary>The way to the grains.</summary>
internal interface IClusterConnection
{
    /// <summary>Null until a silo has been reached for the first time.</summary>
    IGrainFactory? Grains { get; }
}
