using Orleans.Configuration;
using Scanner.Hosting.Certificates;
using Scanner.Hosting.Connections;

namespace Scanner.Silo.Cluster;

internal static class SiloTls
{
    /// <summary>Other silos and webhooks are only spoken to over TLS with certificates on both sides (rule R18).</summary>
    public static void UseMutualTls(this ISiloBuilder silo) =>
        silo.Services.AddOptions<SiloConnectionOptions>().Configure<IServiceProvider>((connections, provider) =>
        {
            var certificate = provider.GetRequiredKeyedService<ReloadingCertificate>(ClusterTlsExtensions.CertificateKey);
            var clock = provider.GetRequiredService<TimeProvider>();
            var logger = provider.GetRequiredService<ILogger<MutualTls>>();
            connections.ConfigureSiloOutboundConnection(connection => connection.UseMiddleware(MutualTls.ToSilo(certificate, clock, logger)));
            connections.ConfigureSiloInboundConnection(connection => connection.UseMiddleware(MutualTls.FromSilo(certificate, clock, logger)));
            connections.ConfigureGatewayInboundConnection(connection => connection.UseMiddleware(MutualTls.FromClient(certificate, clock, logger)));
        });
}
