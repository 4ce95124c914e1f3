using Scanner.Testing.Kubernetes;

namespace Scanner.Testing;

/// <summary>
/// One kube-apiserver for the tests of an assembly: <c>[assembly: AssemblyFixture(typeof(KubernetesFixture))]</c>. Each test takes
/// a namespace of its own.
/// </summary>
public sealed class KubernetesFixture : IAsyncLifetime
{
    private KubernetesApiServer? _server;

    /// <summary>The server. Without its programs the test is skipped at home and fails in CI.</summary>
    public KubernetesApiServer Server
    {
        get
        {
            RealServicesCheck.Require(KubernetesApiServer.Missing());
            return _server!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (KubernetesApiServer.Missing() is null) _server = await KubernetesApiServer.StartAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }
}
