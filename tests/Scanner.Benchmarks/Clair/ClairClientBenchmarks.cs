using BenchmarkDotNet.Attributes;
using Scanner.Clair.Wire;
using Scanner.Grains.Clair;
using Scanner.Testing.Clair;

namespace Scanner.Benchmarks.Clair;

/// <summary>What a real Clair answered for Debian 12, turned into findings.</summary>
[MemoryDiagnoser]
public class ClairClientBenchmarks
{
    private readonly GetAncestryResponse _response =
        GetAncestryResponse.Parser.ParseFrom(ClairRecordings.ReadImageResponse("debian12"));

    [Benchmark]
    public object ReadAncestry() => ClairClient.ReadAncestry(_response.Ancestry.Name, _response);
}
