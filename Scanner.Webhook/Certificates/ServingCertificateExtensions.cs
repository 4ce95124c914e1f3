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
            // The selector keeps Kestrel from looking for a development certificate. The handshake takes the context instead,
            // which brings the intermediates along and is built once per certificate.
            https.ServerCertificateSelector = (_, _) => certificate.Current.TargetCertificate;
            https.OnAuthenticate = (_, options) =>
            {
                options.ServerCertificateSelectionCallback = null;
                options.ServerCertificateContext = certificate.Current;
            };
        }));
}
