using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Scanner.Grains.Hosting;

namespace Scanner.Grains.Freshness;

internal static class FreshnessExtensions
{
    public static void AddFreshness(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<FreshnessOptions>().Bind(configuration.GetSection(FreshnessOptions.Section)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<FreshnessOptions>, FreshnessOptionsValidator>());
        services.TryAddSingleton<UsedImages>();
        services.TryAddSingleton<IAffectedImages, AffectedImages>();
        services.AddOnceActive<EpochWatch>();
        services.AddOnceActive<Refresher>();
    }
}
