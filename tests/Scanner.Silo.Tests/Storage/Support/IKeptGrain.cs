namespace Scanner.Silo.Tests.Storage.Support;

/// <summary>A grain with a state in the store.</summary>
[Alias("scanner.tests.IKeptGrain")]
public interface IKeptGrain : IGrainWithStringKey
{
    [Alias("Keep")]
    Task Keep(string text);

    [Alias("Forget")]
    Task Forget();

    /// <returns>Null where nothing is kept.</returns>
    [Alias("Kept")]
    Task<string?> Kept();
}
