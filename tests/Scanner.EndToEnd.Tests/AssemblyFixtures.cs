[assembly: AssemblyFixture(typeof(Scanner.Testing.KubernetesFixture))]
// Each test has silos and webhooks of its own; two at a time would only starve each other.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
