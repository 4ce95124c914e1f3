namespace Scanner.Grains.Registry.Manifests;

/// <summary>How much of a manifest is worth reading.</summary>
internal static class ManifestLimits
{
    /// <summary>Linux stacks at most 500 lower directories in one overlay (OVL_MAX_STACK), so no more layers can run.</summary>
    public const int MaxLayers = 500;

    /// <summary>The largest indexes in use have some 50, attestations included.</summary>
    public const int MaxIndexEntries = 1000;

    /// <summary>
    /// Manifests of one index for one platform. More than one is odd except for Windows, which has one for each release; each
    /// costs a scan, so an index must not be a way to order a thousand.
    /// </summary>
    public const int MaxManifestsPerPlatform = 16;
}
