using System.Net;
using Microsoft.Extensions.Options;
using Scanner.Hosting;
using Scanner.Hosting.Connections;

namespace Scanner.Silo.Cluster;

internal static class SiloExtensions
{
    /// <summary>Hosts an Orleans silo in this process.</summary>
    public static void AddSilo(this WebApplicationBuilder builder)
    {
        var cluster = builder.ReadClusterOptions();
        var withTls = builder.Services.AddClusterTls(builder.Configuration);
        // Hosted before Orleans, and so started before it.
        if (withTls) builder.Services.AddHostedService<ClusterCertificateWait>();
        builder.UseOrleans(silo =>
        {
            silo.UseFailureDetection();
            silo.UseSteadyDirectory();
            if (cluster.Provider == ClusterProvider.Kubernetes) silo.UseKubernetes(cluster);
            else silo.UseLocalhost(cluster);
            if (withTls) silo.UseMutualTls();
        });
    }

    private static ClusterOptions ReadClusterOptions(this WebApplicationBuilder builder)
    {
        var section = builder.Configuration.GetSection(ClusterOptions.Section);
        builder.Services.AddOptions<ClusterOptions>().Bind(section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<ClusterOptions>, ClusterOptionsValidator>();
        var cluster = section.Get<ClusterOptions>() ?? new ClusterOptions();
        // Orleans' own settings are read before options are validated; its message would name none of our keys.
        return new ClusterOptionsValidator().Validate(null, cluster) is { Failed: true } result
            ? throw new OptionsValidationException(nameof(ClusterOptions), typeof(ClusterOptions), result.Failures)
            : cluster;
    }

    private static void UseLocalhost(this ISiloBuilder silo, ClusterOptions cluster) => silo.UseLocalhostClustering(
        cluster.SiloPort,
        cluster.GatewayPort,
        cluster.PrimarySiloPort is { } primary && primary != cluster.SiloPort ? new IPEndPoint(IPAddress.Loopback, primary) : null);
}
