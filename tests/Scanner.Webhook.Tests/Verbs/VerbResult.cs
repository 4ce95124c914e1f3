using Scanner.Webhook.Verbs;

namespace Scanner.Webhook.Tests.Verbs;

/// <summary>How a verb ended, and what it wrote.</summary>
internal sealed record VerbResult(int ExitCode, string Output, string Errors)
{
    public static async Task<VerbResult> OfAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await WebhookVerbs.RunAsync(args, output, errors, TestContext.Current.CancellationToken);
        return new VerbResult(code, output.ToString(), errors.ToString());
    }
}
