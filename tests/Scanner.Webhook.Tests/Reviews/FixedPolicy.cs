using Scanner.Webhook.Policy;

namespace Scanner.Webhook.Tests.Reviews;

/// <summary>A policy that nobody edits.</summary>
internal sealed class FixedPolicy(PolicyOptions options) : ICurrentPolicy
{
    public ActivePolicy Value { get; } = ActivePolicy.Of(options);
}
