using Scanner.Webhook.Admission;

namespace Scanner.Webhook.Tests.Admission;

public sealed class AdmissionTimeoutTests
{
    [Theory]
    [InlineData(null, 10)]
    [InlineData("", 10)]
    [InlineData("10s", 10)]
    [InlineData("2500ms", 2.5)]
    [InlineData("500ms", 1)]
    [InlineData("1h", 30)]
    public void TryRead_Timeout_IsHeldBetweenItsBounds(string? text, double seconds)
    {
        Assert.True(AdmissionTimeout.TryRead(text, out var timeout));
        Assert.Equal(TimeSpan.FromSeconds(seconds), timeout);
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("10")]
    [InlineData("0")]
    [InlineData("-10s")]
    public void TryRead_NoTimeout_IsTheDefault(string text)
    {
        Assert.False(AdmissionTimeout.TryRead(text, out var timeout));
        Assert.Equal(AdmissionTimeout.Default, timeout);
    }

    [Theory]
    [InlineData(10, 500, 500)]
    [InlineData(30, 500, 500)]
    [InlineData(1, 500, 200)]
    [InlineData(2, 500, 400)]
    [InlineData(10, 6_000, 2_000)]
    public void MarginOf_Margin_IsAtMostAFifth(int timeoutSeconds, int marginMilliseconds, int expectedMilliseconds) =>
        Assert.Equal(
            TimeSpan.FromMilliseconds(expectedMilliseconds),
            AdmissionTimeout.MarginOf(TimeSpan.FromSeconds(timeoutSeconds), TimeSpan.FromMilliseconds(marginMilliseconds)));
}
