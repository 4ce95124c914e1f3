using Microsoft.Extensions.Options;
using Scanner.Hosting.ApiServer;

namespace Scanner.Webhook.Certificates.Authority;

internal static class SelfManagedExtensions
{
    /// <summary>Has this replica keep the certificates when it is its turn, where <c>Tls:SelfManaged:Enabled</c> asks for it.</summary>
    public static void AddSelfManagedCertificates(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(SelfManagedOptions.Section);
        services.AddOptions<SelfManagedOptions>().Bind(section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SelfManagedOptions>, SelfManagedOptionsValidator>();
        if (!section.GetValue<bool>(nameof(SelfManagedOptions.Enabled))) return;
        services.AddApiServer(configuration);
        services.AddSingleton(provider => AuthoritySettings.From(
            Options(provider), provider.GetRequiredService<IOptions<TlsOptions>>().Value.SecretName!,
            provider.GetRequiredService<ApiServerConnection>().Namespace));
        services.AddSingleton<AuthorityReader>();
        services.AddSingleton<AuthorityWriter>();
        services.AddSingleton<AuthorityReconciler>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<CaBundleWatch>(
            provider, Options(provider).WebhookConfigurationName!));
        services.AddHostedService(provider => provider.GetRequiredService<CaBundleWatch>());
        services.AddHostedService(provider =>
            ActivatorUtilities.CreateInstance<CertificateAuthority>(provider, Options(provider).LeaseName));
    }

    private static SelfManagedOptions Options(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<SelfManagedOptions>>().Value;
}
