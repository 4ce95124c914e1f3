namespace Scanner.Testing.Tests.Registry;

[Collection(StandInGroup.Name)]
public sealed class StandInAccessContractTests(StandInRegistries registries) : RegistryAccessContractTests(registries);
