namespace Scanner.Testing.Tests.Registry;

[Collection(DebianGroup.Name)]
public sealed class DebianAccessContractTests(DebianRegistries registries) : RegistryAccessContractTests(registries);
