using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Scanner.Hosting.Shutdown;

public static class ShutdownExtensions
{
    /// <summary>Has the process drain before it stops, and gives the stop the time it needs.</summary>
    public static void AddDrain(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(ShutdownOptions.Section);
        services.AddOptions<ShutdownOptions>().Bind(section).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ShutdownOptions>, ShutdownOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<Drain>();
        services.AddHostedService(provider => provider.GetRequiredService<Drain>());
        services.AddHostedService<LastResort>();
        services.AddOptions<HostOptions>().Configure<IOptions<ShutdownOptions>>(
            (host, shutdown) => host.ShutdownTimeout = shutdown.Value.Delay + ShutdownOptions.WorkPatience);
    }
}
