namespace Scanner.Hosting.Shutdown;

/// <summary>How this process stops. Section <c>Shutdown</c>.</summary>
public sealed class ShutdownOptions
{
    public const string Section = "Shutdown";

    /// <summary>What a stop may take after the delay: the longest review (30 s) and time for grains to move.</summary>
    public static readonly TimeSpan WorkPatience = TimeSpan.FromSeconds(40);

    /// <summary>
    /// How long it goes on serving once it was told to stop, with readiness already off: the time Kubernetes needs until nobody
    /// sends it anything new. Under Kubernetes 5 s are right; at most 5 minutes.
    /// </summary>
    public TimeSpan Delay { get; set; }
}
