namespace Scanner.Testing.Tests.Registry;

[Collection(DebianGroup.Name)]
public sealed class DebianContractTests(DebianRegistries registries) : RegistryContractTests(registries);
