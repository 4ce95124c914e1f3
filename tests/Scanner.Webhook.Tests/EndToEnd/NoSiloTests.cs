namespace Scanner.Webhook.Tests.EndToEnd;

/// <summary>The webhook answers from its first second, whether or not a silo can be reached.</summary>
public sealed class NoSiloTests
{
    [Fact]
    public async Task Review_NoSilo_IsDeniedByDefaultAndSaysWhy()
    {
        await using var client = await ScannerClient.StartAsync(withSilo: false);

        var answer = await client.ReviewAsync("2s", "team/proxy:v1");

        Assert.False(answer.Allowed);
        Assert.Contains("none of Scanner's silos can be reached", answer.Message, StringComparison.Ordinal);
        Assert.Contains("no silo", await client.GetAsync("/readyz"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Review_NoSiloAndPolicyWarns_IsAllowedWithAWarning()
    {
        await using var client = await ScannerClient.StartAsync(withSilo: false, ("Policy:WhenNotReady", "Warn"));

        var answer = await client.ReviewAsync("2s", "team/proxy:v1");

        Assert.True(answer.Allowed);
        Assert.Contains("let in without being judged", Assert.Single(answer.Warnings), StringComparison.Ordinal);
    }
}
