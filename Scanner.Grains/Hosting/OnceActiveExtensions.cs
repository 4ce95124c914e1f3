using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Scanner.Grains.Hosting;

/// <summary>Background work that calls grains.</summary>
public static class OnceActiveExtensions
{
    /// <summary>
    /// Runs the service while the silo is a member of the cluster. It must end by itself for nothing but its token: nobody starts it
    /// again.
    /// </summary>
    public static void AddOnceActive<T>(this IServiceCollection services)
        where T : BackgroundService
    {
        services.TryAddSingleton<T>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, OnceActive<T>>();
    }
}
