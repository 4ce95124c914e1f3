using k8s;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Scanner.Hosting.ApiServer;

public static class ApiServerExtensions
{
    /// <summary>
    /// Makes <see cref="ApiServerConnection"/> and its <see cref="IKubernetes"/> known; nothing is connected before one is used.
    /// May be called by every part that needs it.
    /// </summary>
    public static void AddApiServer(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ApiServerOptions>().Bind(configuration.GetSection(ApiServerOptions.Section));
        services.TryAddSingleton<ApiServerConnection>();
        // The connection disposes of the client; a factory's product would be disposed of twice.
        services.TryAddSingleton<IKubernetes>(provider => provider.GetRequiredService<ApiServerConnection>().Client);
    }
}
