using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Scanner.Hosting.ApiServer;
using Scanner.Hosting.Certificates;

namespace Scanner.Hosting.Connections;

public static class ClusterTlsExtensions
{
    /// <summary>The key of the <see cref="ReloadingCertificate"/> of cluster connections.</summary>
    public const string CertificateKey = "cluster";

    /// <summary>
    /// Registers the certificate of cluster connections, keyed <see cref="CertificateKey"/>, and has it read and watched.
    /// </summary>
    /// <returns>Whether mutual TLS is asked for; false registers nothing.</returns>
    /// <exception cref="OptionsValidationException">The settings contradict each other; names the keys.</exception>
    public static bool AddClusterTls(this IServiceCollection services, IConfiguration configuration)
    {
        var options = configuration.GetSection(ClusterTlsOptions.Section).Get<ClusterTlsOptions>() ?? new ClusterTlsOptions();
        if (new ClusterTlsOptionsValidator().Validate(null, options) is { Failed: true } result)
            throw new OptionsValidationException(nameof(ClusterTlsOptions), typeof(ClusterTlsOptions), result.Failures);
        if (!options.Enabled) return false;
        services.TryAddSingleton(TimeProvider.System);
        if (options.HasSecret) services.AddApiServer(configuration);
        services.AddReloadingCertificate(CertificateKey, provider => Source(options, provider));
        return true;
    }

    private static ICertificateSource Source(ClusterTlsOptions options, IServiceProvider provider) => options.HasSecret
        ? new SecretCertificateSource(
            ClusterTlsOptions.Section, options.SecretName!, withCa: true, provider.GetRequiredService<ApiServerConnection>())
        : new FileCertificateSource(ClusterTlsOptions.Section, options.CertificateFile!, options.KeyFile!, options.CaFile);
}
