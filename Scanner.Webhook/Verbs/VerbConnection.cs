using Microsoft.Extensions.Options;
using Scanner.Hosting.ApiServer;

namespace Scanner.Webhook.Verbs;

internal static class VerbConnection
{
    /// <summary>The API server as the environment has it: the pod's service account, or <c>Kubernetes__Kubeconfig</c>.</summary>
    /// <param name="error">Is told why there is none.</param>
    /// <returns>Null where there is none.</returns>
    public static ApiServerConnection? Open(TextWriter error)
    {
        var options = new ConfigurationBuilder().AddEnvironmentVariables().Build()
            .GetSection(ApiServerOptions.Section).Get<ApiServerOptions>() ?? new ApiServerOptions();
        try
        {
            return new ApiServerConnection(Options.Create(options));
        }
        catch (OptionsValidationException e)
        {
            error.WriteLine(e.Message);
            return null;
        }
    }
}
