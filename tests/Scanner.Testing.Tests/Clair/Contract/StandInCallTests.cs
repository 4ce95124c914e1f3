namespace Scanner.Testing.Tests.Clair.Contract;

/// <summary>The contract against the stand-in, which gets the recorded requests in their order.</summary>
public sealed class StandInCallTests(ReplayedCalls replayed) : CallContract, IClassFixture<ReplayedCalls>
{
    protected override CallOutcome OutcomeOf(string id) => replayed.Outcomes[id];

    [Fact]
    public void Post_RedirectToTheSameHost_KeepsAuthorization() =>
        Assert.Contains(replayed.Requests, r => r.PathAndQuery == "/ok" && r.Authorization == "Bearer tok3");

    [Fact]
    public void Post_RedirectToAnotherHost_DropsAuthorization() =>
        Assert.DoesNotContain(replayed.Requests, r => r.PathAndQuery == "/ok" && r.Authorization == "Bearer tok4");

    [Theory]
    [InlineData("/ok?canon", "Bearer tok1")]
    [InlineData("/ok?lower", "Bearer tok2")]
    public void Post_LayerWithHeaders_SendsThem(string path, string authorization) =>
        Assert.Contains(replayed.Requests, r => r.PathAndQuery == path && r.Authorization == authorization);

    [Fact]
    public void Post_LayerWithoutUserAgent_SendsGos() =>
        Assert.All(replayed.Requests, r => Assert.Equal("Go-http-client/1.1", r.UserAgent));
}
