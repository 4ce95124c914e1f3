using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Scanner.Hosting.Shutdown;

namespace Scanner.Hosting.Tests.Shutdown;

public sealed class DrainTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task Stopping_Delay_IsUnreadyAtOnceAndServesOn()
    {
        var drain = new Drain(Options.Create(new ShutdownOptions { Delay = TimeSpan.FromSeconds(5) }), _clock, NullLogger<Drain>.Instance);
        Assert.False(drain.HasBegun);

        var stopping = drain.StoppingAsync(TestContext.Current.CancellationToken);

        Assert.True(drain.HasBegun);
        Assert.False(stopping.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(5));
        await stopping;
    }

    [Fact]
    public async Task Stopping_NoDelay_ReturnsAtOnce()
    {
        var drain = new Drain(Options.Create(new ShutdownOptions()), _clock, NullLogger<Drain>.Instance);

        await drain.StoppingAsync(TestContext.Current.CancellationToken);

        Assert.True(drain.HasBegun);
    }

    [Theory]
    [InlineData("-00:00:01")]
    [InlineData("00:05:01")]
    public void Validate_DelayOutOfRange_NamesTheKey(string delay)
    {
        var options = new ShutdownOptions { Delay = TimeSpan.Parse(delay, System.Globalization.CultureInfo.InvariantCulture) };

        var result = new ShutdownOptionsValidator().Validate(null, options);

        Assert.Contains("Shutdown:Delay", result.FailureMessage, StringComparison.Ordinal);
    }
}
