using BenchmarkDotNet.Running;
using Scanner.Benchmarks.Images;

BenchmarkSwitcher.FromAssembly(typeof(ImageReferenceBenchmarks).Assembly).Run(args);
