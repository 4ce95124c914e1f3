using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Storage;
using Scanner.Grains.Access;
using Scanner.Grains.Clair;
using Scanner.Grains.Freshness;
using Scanner.Grains.Handover;
using Scanner.Grains.Images;
using Scanner.Grains.Notifications;
using Scanner.Grains.Posts;
using Scanner.Grains.Storage;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>What a silo needs to host Scanner's grains.</summary>
public static class ScannerGrainsExtensions
{
    /// <summary>
    /// Requests that one grain may have running and waiting (the unit Orleans counts). A herd of reviews waiting for one new
    /// digest is some thousands; past this they are refused and the webhook answers by policy.
    /// </summary>
    public const int MaxRequestsPerGrain = 20_000;

    /// <summary>A digest nobody asked for that long is forgotten; asking again costs Clair a cheap post and a read.</summary>
    public static readonly TimeSpan ForgetAfter = TimeSpan.FromHours(2);

    /// <summary>Registers options, the registry and Clair clients and everything the grains take from the container.</summary>
    public static IServiceCollection AddScannerGrains(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ClairOptions>().Bind(configuration.GetSection(ClairOptions.Section)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ClairOptions>, ClairOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IScannerBackend, ClairClient>();
        services.AddFreshness(configuration);
        services.AddNotifications();
        services.AddRegistryClient(configuration);
        services.TryAddKeyedSingleton<IGrainStorage, NoStorage>(GrainStores.Name);
        services.TryAddSingleton<PostGate>();
        services.TryAddSingleton<ImageScanner>();
        services.TryAddSingleton<AccessMemory>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, GrainHandover>();
        services.TryAddKeyedSingleton<AccessMemory>(AccessMemory.OfTags);
        services.Configure<GrainCollectionOptions>(options =>
        {
            options.CollectionAge = ForgetAfter;
            options.EnableActivationSheddingOnMemoryPressure = true;
        });
        services.Configure<SiloMessagingOptions>(options => options.MaxEnqueuedRequestsHardLimit = MaxRequestsPerGrain);
        return services;
    }
}
