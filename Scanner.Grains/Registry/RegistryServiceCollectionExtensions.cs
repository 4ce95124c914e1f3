using System.Diagnostics;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Scanner.Grains.Registry;
using Scanner.Grains.Registry.Credentials;
using Scanner.Grains.Registry.Transport;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the client for OCI registries.</summary>
public static class RegistryServiceCollectionExtensions
{
    /// <summary>Kibibytes of headers in one answer; a token challenge is the longest of them, at a few hundred bytes.</summary>
    private const int MaxResponseHeaders = 32;

    /// <summary>A registry's address may move; connections to the old one are not kept longer than this.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Adds the registry client, with options from section <c>Registry</c>. Every registered <see cref="IKeychain"/> is asked for
    /// credentials, and after them the operator's <see cref="RegistryOptions.CredentialsFile"/>.
    /// </summary>
    public static IServiceCollection AddRegistryClient(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RegistryOptions>().Bind(configuration.GetSection(RegistryOptions.Section)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<RegistryOptions>, RegistryOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<DockerConfigKeychain>();
        services.TryAddSingleton<KeychainSequence>();
        services.TryAddSingleton(provider => new AddressGuard(
            provider.GetRequiredService<IOptions<RegistryOptions>>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<RegistryClientFactory>();
        services.AddHttpClient(RegistryTransport.HttpClientName, Configure)
            .ConfigurePrimaryHttpMessageHandler(provider => Handler(provider.GetRequiredService<AddressGuard>()))
            // The handler renews its own connections.
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            // They would log each attempt with its address, and redirects carry signatures in theirs.
            .RemoveAllLoggers();
        return services;
    }

    private static void Configure(HttpClient client)
    {
        // Each attempt has its own timeout, which covers the body too.
        client.Timeout = Timeout.InfiniteTimeSpan;
        var version = typeof(RegistryClient).Assembly
            .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        client.DefaultRequestHeaders.UserAgent.ParseAdd($"Scanner/{version?.Split('+')[0] ?? "0"}");
    }

    private static SocketsHttpHandler Handler(AddressGuard guard) => new()
    {
        ConnectCallback = guard.ConnectAsync,
        // Redirects are followed by hand, and a proxy would connect where the guard cannot look.
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        Credentials = null,
        PreAuthenticate = false,
        MaxResponseHeadersLength = MaxResponseHeaders,
        MaxResponseDrainSize = ErrorBody.MaxSize,
        PooledConnectionLifetime = ConnectionLifetime,
        // Registries are strangers: they learn nothing of our traces.
        ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
    };
}
