using Scanner.Webhook.Workloads;

namespace Scanner.Webhook.Tests.Workloads;

public sealed class ExcerptTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("12345", "12345")]
    [InlineData("123456", "1234…")]
    [InlineData("a\r\nb\t", "a  b ")]
    [InlineData("a\u001b\u007f\u0085b", "a   b")]
    [InlineData("123😀56", "123…")]
    [InlineData("12😀56", "12😀…")]
    public void Of_Text_IsOneShortLine(string text, string expected) => Assert.Equal(expected, Excerpt.Of(text, 5));

    [Fact]
    public void Cut_Text_KeepsItsLines() => Assert.Equal("a\nb\n…", Excerpt.Cut("a\nb\nc\nd", 5));
}
