namespace Scanner.Testing.Tests.Registry;

[CollectionDefinition(Name)]
public sealed class StandInGroup : ICollectionFixture<StandInRegistries>
{
    public const string Name = "registry stand-in";
}
