namespace Scanner.Grains.Storage;

/// <summary>Where grains keep what they know.</summary>
public static class GrainStores
{
    /// <summary>The key of the one store that all grains use.</summary>
    public const string Name = "scanner";
}
