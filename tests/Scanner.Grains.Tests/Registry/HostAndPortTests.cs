using Scanner.Grains.Registry;

namespace Scanner.Grains.Tests.Registry;

public sealed class HostAndPortTests
{
    [Theory]
    [InlineData("registry.example", "registry.example", null)]
    [InlineData("Registry.Example:5000", "registry.example", 5000)]
    [InlineData("127.0.0.1:5000", "127.0.0.1", 5000)]
    [InlineData("[::1]:5000", "::1", 5000)]
    [InlineData("[0:0:0:0:0:0:0:1]", "::1", null)]
    [InlineData("registry", "registry", null)]
    public void TryParse_Host_GivesOneSpelling(string text, string host, int? port)
    {
        Assert.True(HostAndPort.TryParse(text, out var parsed));
        Assert.Equal(new HostAndPort(host, port), parsed);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("https://registry.example")]
    [InlineData("registry.example/team")]
    [InlineData("user@registry.example")]
    [InlineData("registry.example:port")]
    [InlineData("registry.example:99999")]
    [InlineData("registry.example:0")]
    [InlineData("[fe80::1%eth0]:5000")]
    [InlineData(":5000")]
    public void TryParse_AnythingElse_IsRefused(string? text) => Assert.False(HostAndPort.TryParse(text, out _));
}
