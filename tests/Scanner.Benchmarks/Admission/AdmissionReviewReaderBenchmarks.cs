using BenchmarkDotNet.Attributes;
using Scanner.Webhook.Admission;

namespace Scanner.Benchmarks.Admission;

/// <summary>Two recorded reviews read: a pod's create, and a Deployment's update, which has the old object too.</summary>
[MemoryDiagnoser]
public class AdmissionReviewReaderBenchmarks
{
    private readonly byte[] _pod = Read("Reviews.pod.json");
    private readonly byte[] _deploymentUpdate = Read("Reviews.deployment-update.json");

    [Benchmark]
    public object Pod() => AdmissionReviewReader.Read(_pod);

    [Benchmark]
    public object DeploymentUpdate() => AdmissionReviewReader.Read(_deploymentUpdate);

    private static byte[] Read(string resource)
    {
        using var stream = typeof(AdmissionReviewReaderBenchmarks).Assembly.GetManifestResourceStream(resource)!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
