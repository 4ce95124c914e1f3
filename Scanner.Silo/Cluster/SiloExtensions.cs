using System.Net;
using Microsoft.Extensions.Options;

namespace Scanner.Silo.Cluster;

internal static class SiloExtensions
{
    /// <summary>Hosts an Orleans silo in this process.</summary>
    public static void AddSilo(this WebApplicationBuilder builder)
    {
        var section = builder.Configuration.GetSection(ClusterOptions.Section);
        builder.Services.AddOptions<ClusterOptions>().Bind(section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<ClusterOptions>, ClusterOptionsValidator>();
        var cluster = section.Get<ClusterOptions>() ?? new ClusterOptions();
        // Orleans' own settings are read before options are validated; its message would name none of our keys.
        if (new ClusterOptionsValidator().Validate(null, cluster) is { Failed: true } result)
            throw new OptionsValidationException(nameof(ClusterOptions), typeof(ClusterOptions), result.Failures);
        builder.UseOrleans(silo => silo.UseLocalhostClustering(
            cluster.SiloPort,
            cluster.GatewayPort,
            cluster.PrimarySiloPort is { } primary && primary != cluster.SiloPort ? new IPEndPoint(IPAddress.Loopback, primary) : null));
    }
}
