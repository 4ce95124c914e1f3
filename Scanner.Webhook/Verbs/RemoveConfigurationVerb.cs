using System.CommandLine;
using System.Net;
using k8s;
using Scanner.Hosting.ApiServer;

namespace Scanner.Webhook.Verbs;

/// <summary>
/// <c>remove-configuration NAME</c>: before the pods go, so that the API server does not go on asking a webhook that is gone.
/// </summary>
internal static class RemoveConfigurationVerb
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    public static Command Command()
    {
        var name = new Argument<string>("NAME") { Description = "The ValidatingWebhookConfiguration. That there is none is fine." };
        var timeout = new Option<TimeSpan>("--timeout")
        {
            Description = "How long to try while the API server is away.",
            DefaultValueFactory = _ => DefaultTimeout,
        };
        var kubeconfig = VerbConnection.Kubeconfig();
        var command = new Command("remove-configuration", "Deletes a ValidatingWebhookConfiguration.") { name, timeout, kubeconfig };
        command.SetAction((line, cancellationToken) => RunAsync(
            line.GetRequiredValue(name), line.GetRequiredValue(timeout), line.GetValue(kubeconfig), line.InvocationConfiguration.Output,
            line.InvocationConfiguration.Error, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        string name, TimeSpan timeout, string? kubeconfig, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        using var apiServer = VerbConnection.Open(kubeconfig, error);
        if (apiServer is null) return WebhookVerbs.Failed;
        return await new Attempts(error).RunAsync(timeout, TryAsync, cancellationToken);

        async Task<Attempt> TryAsync(CancellationToken token)
        {
            try
            {
                await apiServer.Client.AdmissionregistrationV1.DeleteValidatingWebhookConfigurationAsync(name, cancellationToken: token);
                await output.WriteLineAsync($"Removed the ValidatingWebhookConfiguration '{name}'.");
                return Attempt.Succeeded;
            }
            catch (Exception e) when (ApiServerFailure.Status(e) == HttpStatusCode.NotFound)
            {
                await output.WriteLineAsync($"There is no ValidatingWebhookConfiguration '{name}'.");
                return Attempt.Succeeded;
            }
            catch (Exception e) when (ApiServerFailure.IsFrom(e, token))
            {
                var forbidden = ApiServerFailure.Status(e) == HttpStatusCode.Forbidden;
                var hint = forbidden ? " Grant this ServiceAccount a ClusterRole with delete on it." : "";
                return new($"Cannot delete the ValidatingWebhookConfiguration '{name}': {ApiServerFailure.Reason(e)}.{hint}", forbidden);
            }
        }
    }
}
