[assembly: AssemblyFixture(typeof(Scanner.Testing.KubernetesFixture))]
