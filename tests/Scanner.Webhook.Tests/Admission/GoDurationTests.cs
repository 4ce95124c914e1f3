using Scanner.Webhook.Admission;

namespace Scanner.Webhook.Tests.Admission;

public sealed class GoDurationTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("10s", 10_000)]
    [InlineData("1m30s", 90_000)]
    [InlineData("500ms", 500)]
    [InlineData("1.5s", 1_500)]
    [InlineData(".5s", 500)]
    [InlineData("5.s", 5_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("1h15m30.918s", 4_530_918)]
    [InlineData("2s1m", 62_000)]
    [InlineData("+5s", 5_000)]
    [InlineData("-5s", -5_000)]
    [InlineData("-0", 0)]
    [InlineData("2000us", 2)]
    [InlineData("2000\u00b5s", 2)]
    [InlineData("2000\u03bcs", 2)]
    [InlineData("3000000ns", 3)]
    [InlineData("0.000000000000000000000000001s", 0)]
    [InlineData("99ns", 0)]
    public void TryParse_GoDuration_IsRead(string text, double milliseconds)
    {
        Assert.True(GoDuration.TryParse(text, out var duration));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), duration);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("+")]
    [InlineData("--5s")]
    [InlineData("10")]
    [InlineData("s")]
    [InlineData(".s")]
    [InlineData("1.2.3s")]
    [InlineData("10 s")]
    [InlineData(" 10s")]
    [InlineData("10s ")]
    [InlineData("10S")]
    [InlineData("10d")]
    [InlineData("1m 30s")]
    [InlineData("1,5s")]
    [InlineData("1e3s")]
    [InlineData("0x1s")]
    [InlineData("1s2")]
    [InlineData("00:00:10")]
    [InlineData("99999999999999999999h")]
    [InlineData("999999999999999999999999999999999999999999s")]
    [InlineData("256204778h256204778h256204778h256204778h256204778h")]
    public void TryParse_AnythingElse_IsRefused(string? text) => Assert.False(GoDuration.TryParse(text, out _));
}
