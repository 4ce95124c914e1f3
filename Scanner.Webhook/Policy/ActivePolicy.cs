using Scanner.Verdicts;

namespace Scanner.Webhook.Policy;

/// <summary>The policy in force: the valid options, and their rules as they go with each question.</summary>
internal sealed record ActivePolicy(PolicyOptions Options, VulnerabilityRules Rules)
{
    public static ActivePolicy Of(PolicyOptions options) => new(options, Policy.Rules.Of(options));
}
