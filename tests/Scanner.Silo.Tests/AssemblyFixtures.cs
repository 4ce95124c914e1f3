[assembly: AssemblyFixture(typeof(Scanner.Testing.KubernetesFixture))]
[assembly: AssemblyFixture(typeof(Scanner.Testing.PostgresFixture))]
