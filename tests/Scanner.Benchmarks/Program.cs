using BenchmarkDotNet.Running;
using Scanner.Benchmarks.Images;

// In this process: BenchmarkDotNet would otherwise build the products again, under rules that its generated code breaks.
BenchmarkSwitcher.FromAssembly(typeof(ImageReferenceBenchmarks).Assembly).Run([.. args, "--inProcess"]);
