using BenchmarkDotNet.Attributes;
using Scanner.Images;

namespace Scanner.Benchmarks.Images;

/// <summary>Image references as users write them.</summary>
[MemoryDiagnoser]
public class ImageReferenceBenchmarks
{
    private readonly string _withDigest = $"registry.example:5000/team/app@{Digest.Of("image"u8)}";

    [Benchmark]
    public object NameAlone() => ImageReference.Parse("nginx");

    [Benchmark]
    public object WithDigest() => ImageReference.Parse(_withDigest);
}
