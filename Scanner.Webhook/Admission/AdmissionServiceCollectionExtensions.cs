using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Scanner.Webhook.Admission;

namespace Microsoft.Extensions.DependencyInjection;

internal static class AdmissionServiceCollectionExtensions
{
    /// <summary>
    /// What <see cref="AdmissionEndpoints.MapAdmission"/> needs, but for the reviewer and the fallback. Settings come from the
    /// section <see cref="AdmissionOptions.Section"/>; bad ones fail the start.
    /// </summary>
    public static IServiceCollection AddAdmission(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<AdmissionOptions>().Bind(configuration.GetSection(AdmissionOptions.Section)).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AdmissionOptions>, ValidateAdmissionOptions>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<AdmissionHandler>();
        return services;
    }
}
