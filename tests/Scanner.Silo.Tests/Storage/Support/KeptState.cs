namespace Scanner.Silo.Tests.Storage.Support;

[GenerateSerializer, Alias("scanner.tests.KeptState")]
public sealed class KeptState
{
    [Id(0)]
    public string? Text { get; set; }
}
