namespace Scanner.Testing.Tests;

public sealed class GuardedProcessTests
{
    [Fact]
    public async Task Signal_Terminated_EndsWithTheSignalsCode()
    {
        await using var process = await GuardedProcess.StartAsync("sleep", ["600"]);

        await process.SignalAsync("TERM");
        await process.WaitForEndAsync(TestContext.Current.CancellationToken);

        Assert.Equal(128 + 15, process.ExitCode);
    }

    [Fact]
    public async Task Dispose_Running_KillsIt()
    {
        var process = await GuardedProcess.StartAsync("sleep", ["600"]);
        var id = process.Id;

        await process.DisposeAsync();

        Assert.False(Directory.Exists($"/proc/{id}"));
    }

    [Fact]
    public async Task WaitUntil_EndsFirst_QuotesWhatItSaid()
    {
        await using var process = await GuardedProcess.StartAsync("sh", ["-c", "echo no such luck >&2; exit 3"]);

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => process.WaitUntilAsync(
            _ => Task.FromResult(false), TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));

        Assert.Contains("ended with 3", failure.Message, StringComparison.Ordinal);
        Assert.Contains("no such luck", failure.Message, StringComparison.Ordinal);
    }
}
