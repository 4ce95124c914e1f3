using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Scanner.Hosting.Certificates;

public static class CertificateExtensions
{
    /// <summary>Registers a <see cref="ReloadingCertificate"/> under a key, and has it read and watched.</summary>
    public static void AddReloadingCertificate(
        this IServiceCollection services, string key, Func<IServiceProvider, ICertificateSource> source)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddKeyedSingleton(key, (provider, _) => new ReloadingCertificate(
            source(provider), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<ReloadingCertificate>>()));
        // AddHostedService would take two certificates for one, being of one type.
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredKeyedService<ReloadingCertificate>(key));
    }
}
