using System.CommandLine;
using System.Net;
using Scanner.Hosting.ApiServer;
using Scanner.Webhook.Certificates.Authority;

namespace Scanner.Webhook.Verbs;

/// <summary>
/// <c>check URL CONFIGURATION-NAME</c>: whether the webhook answers a review to somebody who trusts what the API server trusts.
/// </summary>
internal static class CheckVerb
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(2);

    public static Command Command()
    {
        var url = new Argument<Uri>("URL")
        {
            Description = "Where the webhook takes reviews, as the API server calls it: https://SERVICE.NAMESPACE.svc/validate",
            CustomParser = result =>
            {
                if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps) return uri;
                result.AddError($"URL ('{result.Tokens[0].Value}') is not an https address.");
                return null;
            },
        };
        var name = new Argument<string>("CONFIGURATION-NAME")
        {
            Description = "The ValidatingWebhookConfiguration whose caBundle is trusted; an empty one means the system's certificates.",
        };
        var timeout = new Option<TimeSpan>("--timeout")
        {
            Description = "How long to try.",
            DefaultValueFactory = _ => DefaultTimeout,
        };
        var kubeconfig = VerbConnection.Kubeconfig();
        var command = new Command("check", "Posts a review, as the API server would, until a valid answer comes.")
        {
            url, name, timeout, kubeconfig,
        };
        command.SetAction((line, cancellationToken) => RunAsync(
            line.GetRequiredValue(url), line.GetRequiredValue(name), line.GetRequiredValue(timeout), line.GetValue(kubeconfig),
            line.InvocationConfiguration.Output, line.InvocationConfiguration.Error, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        Uri url, string name, TimeSpan timeout, string? kubeconfig, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        using var apiServer = VerbConnection.Open(kubeconfig, error);
        if (apiServer is null) return WebhookVerbs.Failed;
        return await new Attempts(error).RunAsync(timeout, TryAsync, cancellationToken);

        async Task<Attempt> TryAsync(CancellationToken token)
        {
            try
            {
                var configuration = await WebhookConfigurations.FindAsync(apiServer.Client, name, token);
                if (configuration is null) return new($"There is no ValidatingWebhookConfiguration '{name}'.");
                if (await ReviewProbe.PostAsync(url, WebhookConfigurations.CaBundles(configuration), token) is { } trouble)
                    return new($"{url}: {trouble}");
                await output.WriteLineAsync($"{url} answers reviews.");
                return Attempt.Succeeded;
            }
            catch (AuthorityException e)
            {
                var isForbidden = e.InnerException is { } inner && ApiServerFailure.Status(inner) == HttpStatusCode.Forbidden;
                var hint = isForbidden ? " Grant this ServiceAccount a ClusterRole with get on it." : "";
                return new(
                    $"Cannot read the ValidatingWebhookConfiguration '{name}': {ApiServerFailure.Reason(e.InnerException!)}.{hint}", isForbidden);
            }
        }
    }
}
