using System.Security.Authentication;
using Microsoft.Extensions.Options;
using Scanner.Hosting.ApiServer;
using Scanner.Hosting.Certificates;
using Scanner.Webhook.Certificates.Authority;

namespace Scanner.Webhook.Certificates;

internal static class ServingCertificateExtensions
{
    /// <summary>The key of the <see cref="ReloadingCertificate"/> that Kestrel serves.</summary>
    public const string Key = "serving";

    public static void AddServingCertificate(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<TlsOptions>().Bind(configuration.GetSection(TlsOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<TlsOptions>, TlsOptionsValidator>();
        services.AddApiServer(configuration);
        services.AddReloadingCertificate(Key, Source);
        services.AddSelfManagedCertificates(configuration);
        services.AddSingleton<ServingReadiness>();
    }

    /// <summary>Every HTTPS endpoint serves the current certificate, looked up at each handshake.</summary>
    public static void UseServingCertificate(this IWebHostBuilder host) =>
        host.ConfigureKestrel((_, kestrel) => kestrel.ConfigureHttpsDefaults(https =>
        {
            var certificate = kestrel.ApplicationServices.GetRequiredKeyedService<ReloadingCertificate>(Key);
            // The selector keeps Kestrel from looking for a development certificate. The handshake takes the context instead,
            // which brings the intermediates along and is built once per certificate.
            https.ServerCertificateSelector = (_, _) => certificate.Current?.Leaf;
            https.OnAuthenticate = (_, options) =>
            {
                options.ServerCertificateSelectionCallback = null;
                options.ServerCertificateContext = certificate.Current?.Context
                    ?? throw new AuthenticationException("There is no serving certificate yet.");
            };
        }));

    private static ICertificateSource Source(IServiceProvider provider)
    {
        var tls = provider.GetRequiredService<IOptions<TlsOptions>>().Value;
        if (tls.SecretName is { Length: > 0 } secret)
            return new SecretCertificateSource(TlsOptions.Section, secret, withCa: false, provider.GetRequiredService<ApiServerConnection>());
        return tls.CertificateFile is { Length: > 0 }
            ? new FileCertificateSource(TlsOptions.Section, tls.CertificateFile, tls.KeyFile!, caFile: null)
            : new SelfSignedSource(provider.GetRequiredService<TimeProvider>());
    }
}
