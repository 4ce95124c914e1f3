using System.CommandLine;
using Microsoft.Extensions.Options;
using Scanner.Hosting.ApiServer;

namespace Scanner.Webhook.Verbs;

internal static class VerbConnection
{
    /// <summary>For those who run a verb outside a pod.</summary>
    public static Option<string?> Kubeconfig() => new("--kubeconfig")
    {
        Description = "Instead of the pod's service account or Kubernetes__Kubeconfig.",
    };

    /// <summary>The API server as the environment has it: the pod's service account, or <c>Kubernetes__Kubeconfig</c>.</summary>
    /// <param name="kubeconfig">A file that goes before both; null for none.</param>
    /// <param name="error">Is told why there is none.</param>
    /// <returns>Null where there is none.</returns>
    public static ApiServerConnection? Open(string? kubeconfig, TextWriter error)
    {
        var options = new ConfigurationBuilder().AddEnvironmentVariables().Build()
            .GetSection(ApiServerOptions.Section).Get<ApiServerOptions>() ?? new ApiServerOptions();
        options.Kubeconfig = kubeconfig ?? options.Kubeconfig;
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
