namespace Scanner.Testing.Tests.Registry;

[CollectionDefinition(Name)]
public sealed class DebianGroup : ICollectionFixture<DebianRegistries>
{
    public const string Name = "Debian's docker-registry";
}
