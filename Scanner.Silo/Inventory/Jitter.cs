namespace Scanner.Silo.Inventory;

/// <summary>Chance, so that what began together does not stay together.</summary>
internal static class Jitter
{
    /// <summary>Between 0.75 and 1.25.</summary>
    public static double Factor => 0.75 + Random.Shared.NextDouble() / 2;
}
