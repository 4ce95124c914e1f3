using Scanner.Grains.Registry.Credentials;
using Scanner.Hosting;
using Scanner.Hosting.ApiServer;
using Scanner.Silo.Cluster;

namespace Scanner.Silo.PullSecrets;

internal static class PullSecretsExtensions
{
    /// <summary>Has registries asked with the pull secrets of pods and ServiceAccounts, where that is enabled.</summary>
    public static void AddPullSecrets(this IServiceCollection services, IConfiguration configuration)
    {
        var options = configuration.GetSection(PullSecretsOptions.Section).Get<PullSecretsOptions>() ?? new PullSecretsOptions();
        var provider = configuration.GetSection(ClusterOptions.Section).Get<ClusterOptions>()?.Provider;
        if (!(options.Enabled ?? provider == ClusterProvider.Kubernetes)) return;
        services.AddApiServer(configuration);
        services.AddSingleton<IKeychain, PullSecretKeychain>();
    }
}
