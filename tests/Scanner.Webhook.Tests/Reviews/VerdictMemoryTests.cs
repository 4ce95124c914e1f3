using Microsoft.Extensions.Time.Testing;
using Scanner.Images;
using Scanner.Reports;
using Scanner.Verdicts;
using Scanner.Webhook.Reviews;

namespace Scanner.Webhook.Tests.Reviews;

public sealed class VerdictMemoryTests
{
    private static readonly PullContext Context = new() { Namespace = "team-a", PullSecretNames = ["regcred"] };
    private static readonly VulnerabilityRules Rules = new();

    private readonly FakeTimeProvider _clock = new();
    private readonly VerdictMemory _memory;

    public VerdictMemoryTests() => _memory = new VerdictMemory(_clock);

    [Fact]
    public void Recall_SettledVerdict_IsRememberedForItsLifetime()
    {
        _memory.Remember("web", Context, Rules, SampleVerdicts.Accepted());

        Assert.NotNull(_memory.Recall("web", Context with { }, new VulnerabilityRules()));
        _clock.Advance(VerdictMemory.Lifetime);
        Assert.Null(_memory.Recall("web", Context, Rules));
    }

    [Fact]
    public void Recall_OtherRules_IsUnknown()
    {
        _memory.Remember("web", Context, Rules, SampleVerdicts.Accepted());

        Assert.Null(_memory.Recall("web", Context, new VulnerabilityRules { HighestAcceptableSeverity = Severity.Low }));
    }

    [Fact]
    public void Recall_OtherPullSecrets_IsUnknown()
    {
        _memory.Remember("web", Context, Rules, SampleVerdicts.Accepted());

        Assert.Null(_memory.Recall("web", Context with { PullSecretNames = [] }, Rules));
    }

    [Fact]
    public void Remember_NotReady_IsNotRemembered()
    {
        _memory.Remember("web", Context, Rules, SampleVerdicts.Failed());

        Assert.Null(_memory.Recall("web", Context, Rules));
    }
}
