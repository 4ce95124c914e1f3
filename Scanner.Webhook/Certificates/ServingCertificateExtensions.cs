using Microsoft.Extensions.Options;

namespace Scanner.Webhook.Certificates;

internal static class ServingCertificateExtensions
{
    public static void AddServingCertificate(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<TlsOptions>().Bind(configuration.GetSection(TlsOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<TlsOptions>, TlsOptionsValidator>();
        services.AddSingleton<ServingCertificate>();
        services.AddHostedService(provider => provider.GetRequiredService<ServingCertificate>());
    }

    /// <summary>Every HTTPS endpoint serves the current certificate, looked up at each handshake.</summary>
    public static void UseServingCertificate(this IWebHostBuilder host) =>
        host.ConfigureKestrel((_, kestrel) => kestrel.ConfigureHttpsDefaults(https =>
        {
            var certificate = kestrel.ApplicationServices.GetRequiredService<ServingCertificate>();
            // Set so that Kestrel looks for no development certificate; the handshake itself takes the context with its chain.
            https.ServerCertificateSelector = (_, _) => certificate.Current.TargetCertificate;
            https.OnAuthenticate = (_, options) => options.ServerCertificateContext = certificate.Current;
        }));
}
