using System.Text;
using System.Text.Json;
using Scanner.Webhook.Workloads;

namespace Scanner.Webhook.Tests.Workloads;

public sealed class FieldPathTests
{
    [Fact]
    public void ToString_AtTheTop_IsEmpty() => Assert.Equal("", new FieldPath(default).ToString());

    [Theory]
    [InlineData("spec", "spec")]
    [InlineData("a_b-C9", "a_b-C9")]
    [InlineData("a.b/c", "[a.b/c]")]
    [InlineData("", "")]
    [InlineData("grün", "[grün]")]
    [InlineData("a\u007f\u0085", "[a  ]")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789",
        "012345678901234567890123456789012345678901234567890123456789012")]
    public void ToString_OneName_ShowsIt(string name, string expected) => Assert.Equal(expected, PathOf(name).ToString());

    [Fact]
    public void ToString_LongPath_KeepsItsEnd()
    {
        var text = PathOf([.. Enumerable.Range(100, 100).Select(i => $"level{i}")]).ToString();

        Assert.InRange(text.Length, FieldPath.MaxLength - 8, FieldPath.MaxLength);
        Assert.StartsWith("….level", text, StringComparison.Ordinal);
        Assert.EndsWith(".level198.level199", text, StringComparison.Ordinal);
    }

    private static FieldPath PathOf(params string[] names)
    {
        var json = Encoding.UTF8.GetBytes(string.Concat(names.Select(name => $"{{\"{name}\":")));
        var path = new FieldPath(json);
        var state = new JsonReaderState(new JsonReaderOptions { MaxDepth = 1_000 });
        var reader = new Utf8JsonReader(json, isFinalBlock: false, state);
        while (reader.Read())
            if (reader.TokenType == JsonTokenType.PropertyName) path.Enter(ref reader);
        return path;
    }
}
