using Scanner.Testing;

namespace Scanner.EndToEnd.Tests.World;

/// <summary>Certificates of one authority for silos, webhooks and the webhooks' own clients, as files.</summary>
internal sealed class ClusterCertificates : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly TemporaryFolder _folder = new();

    public ClusterCertificates()
    {
        File.WriteAllText(_folder.File("ca.crt"), _authority.CaPem);
        Write("silo", ["silo.scanner.internal"]);
        Write("client", ["webhook.scanner.internal"]);
        Write("serving", ["127.0.0.1", "localhost"]);
    }

    /// <summary>What the kube-apiserver trusts.</summary>
    public string CaPem => _authority.CaPem;

    public IEnumerable<string> ForCluster(string name) =>
    [
        $"--Cluster:Tls:CertificateFile={_folder.File(name + ".crt")}",
        $"--Cluster:Tls:KeyFile={_folder.File(name + ".key")}",
        $"--Cluster:Tls:CaFile={_folder.File("ca.crt")}",
    ];

    public IEnumerable<string> ForServing() =>
        [$"--Tls:CertificateFile={_folder.File("serving.crt")}", $"--Tls:KeyFile={_folder.File("serving.key")}"];

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    private void Write(string name, string[] names)
    {
        var (certificate, key) = _authority.Issue(names);
        File.WriteAllText(_folder.File(name + ".crt"), certificate);
        File.WriteAllText(_folder.File(name + ".key"), key);
    }
}
