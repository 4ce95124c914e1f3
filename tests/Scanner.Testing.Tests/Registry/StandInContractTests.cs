namespace Scanner.Testing.Tests.Registry;

[Collection(StandInGroup.Name)]
public sealed class StandInContractTests(StandInRegistries registries) : RegistryContractTests(registries);
