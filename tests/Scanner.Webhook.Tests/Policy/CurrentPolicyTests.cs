using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Scanner.Reports;
using Scanner.Webhook.Policy;
using Scanner.Webhook.Reviews;
using Scanner.Webhook.Tests.Admission;

namespace Scanner.Webhook.Tests.Policy;

public sealed class CurrentPolicyTests : IAsyncDisposable
{
    private readonly LogLines _log = new(typeof(CurrentPolicy));
    private ServiceProvider? _services;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        if (_services is not null) await _services.DisposeAsync();
        _log.Dispose();
    }

    [Theory]
    [InlineData("HighestAcceptableSeverity", "Severe", "Policy:HighestAcceptableSeverity ('Severe')")]
    [InlineData("WhenNotReady", "Perhaps", "'Perhaps'")]
    public async Task Value_BadEditAtRunTime_KeepsTheLastValidPolicyAndSaysSoOnce(string key, string value, string logged)
    {
        var (configuration, policy) = await StartAsync(
            ("Policy:HighestAcceptableSeverity", "High"), ("Policy:WhenNotReady", "Warn"));
        configuration["Policy:" + key] = value;
        configuration.Reload();

        Assert.Equal(Severity.High, policy.Value.Rules.HighestAcceptableSeverity);
        Assert.Equal(Leniency.Warn, policy.Value.Options.WhenNotReady);
        Assert.Equal("High", policy.Value.Options.HighestAcceptableSeverity);
        Assert.Contains(logged, Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Value_CorrectedAfterABadEdit_IsTheNewOne()
    {
        var (configuration, policy) = await StartAsync();
        configuration["Policy:HighestAcceptableSeverity"] = "Severe";
        configuration.Reload();
        configuration["Policy:HighestAcceptableSeverity"] = "Low";
        configuration.Reload();

        Assert.Equal(Severity.Low, policy.Value.Rules.HighestAcceptableSeverity);
        Assert.Single(_log.Lines);
    }

    [Fact]
    public async Task Errored_BadEditAtRunTime_StillDecidesByTheLastValidPolicy()
    {
        var (configuration, policy) = await StartAsync(("Policy:WhenNotReady", "Warn"));
        configuration["Policy:WhenNotReady"] = "Perhaps";
        configuration.Reload();
        var review = new ImageReview { Uid = "1", Workload = "Pod a/b", Pods = [], Budget = TimeSpan.Zero };

        Assert.True(new DecisionFallback(new DecisionMaker(new FakeTimeProvider()), policy).Errored(review, null).Allowed);
    }

    [Fact]
    public async Task Value_AnotherListenerThrowsAtTheBadEdit_StillFollowsTheConfiguration()
    {
        var (configuration, policy) = await StartAsync();
        // As the validation at the start leaves it behind: it reads the options again at each change, and throws.
        Assert.NotNull(_services!.GetRequiredService<IOptionsMonitor<PolicyOptions>>().CurrentValue);
        configuration["Policy:HighestAcceptableSeverity"] = "Severe";
        Assert.Throws<AggregateException>(configuration.Reload);
        Assert.Null(policy.Value.Rules.HighestAcceptableSeverity);
        configuration["Policy:HighestAcceptableSeverity"] = "Low";
        configuration.Reload();

        Assert.Equal(Severity.Low, policy.Value.Rules.HighestAcceptableSeverity);
    }

    [Fact]
    public async Task Start_BadPolicy_Fails() =>
        await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(("Policy:HighestAcceptableSeverity", "Severe")));

    private async Task<(IConfigurationRoot Configuration, CurrentPolicy Policy)> StartAsync(
        params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(pair => pair.Key, pair => (string?)pair.Value)).Build();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(_log));
        services.AddPolicy(configuration);
        _services = services.BuildServiceProvider();
        var policy = _services.GetRequiredService<CurrentPolicy>();
        await policy.StartAsync(Token);
        return (configuration, policy);
    }
}
