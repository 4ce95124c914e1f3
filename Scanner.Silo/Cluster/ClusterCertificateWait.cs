using Scanner.Hosting.Certificates;
using Scanner.Hosting.Connections;

namespace Scanner.Silo.Cluster;

/// <summary>Lets the silo join only once it has a certificate: without one it would be alone, and take itself for the cluster.</summary>
internal sealed class ClusterCertificateWait([FromKeyedServices(ClusterTlsExtensions.CertificateKey)] ReloadingCertificate certificate)
    : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => certificate.FirstAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
