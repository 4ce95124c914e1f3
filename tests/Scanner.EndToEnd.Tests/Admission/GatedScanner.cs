using Scanner.EndToEnd.Tests.World;
using Scanner.Testing;

namespace Scanner.EndToEnd.Tests.Admission;

/// <summary>A silo, a webhook and the chart's configuration on the API server, for all tests of a class.</summary>
public sealed class GatedScanner(KubernetesFixture kubernetes) : IAsyncLifetime
{
    private KubernetesScanner? _scanner;
    private AdmissionGate? _gate;

    internal KubernetesScanner Scanner => _scanner!;

    public async ValueTask InitializeAsync()
    {
        _scanner = await KubernetesScanner.StartAsync(kubernetes.Server, silos: 1, webhooks: 1, CancellationToken.None);
        _gate = await AdmissionGate.CloseAsync(_scanner, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (_gate is not null) await _gate.DisposeAsync();
        if (_scanner is not null) await _scanner.DisposeAsync();
    }
}
