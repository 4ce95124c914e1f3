using Microsoft.Extensions.Options;

namespace Scanner.Webhook.Policy;

internal static class PolicyExtensions
{
    public static void AddPolicy(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<PolicyOptions>().Bind(configuration.GetSection(PolicyOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<PolicyOptions>, PolicyOptionsValidator>();
        services.AddSingleton<CurrentPolicy>();
        services.AddSingleton<ICurrentPolicy>(provider => provider.GetRequiredService<CurrentPolicy>());
        services.AddHostedService(provider => provider.GetRequiredService<CurrentPolicy>());
    }
}
