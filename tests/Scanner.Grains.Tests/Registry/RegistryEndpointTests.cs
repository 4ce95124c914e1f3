using Scanner.Grains.Registry;

namespace Scanner.Grains.Tests.Registry;

public sealed class RegistryEndpointTests
{
    private static readonly RegistryOptions Options = new()
    {
        Insecure = ["plain.example:5000", "[::1]:5000", "web.example", "127.0.0.1:80"],
    };

    [Theory]
    [InlineData("docker.io", "https://registry-1.docker.io/")]
    [InlineData("registry.example", "https://registry.example/")]
    [InlineData("registry.example:5000", "https://registry.example:5000/")]
    [InlineData("plain.example:5000", "http://plain.example:5000/")]
    [InlineData("Plain.Example:5000", "http://plain.example:5000/")]
    [InlineData("plain.example", "https://plain.example/")]
    [InlineData("plain.example:5001", "https://plain.example:5001/")]
    [InlineData("web.example", "http://web.example/")]
    [InlineData("web.example:443", "https://web.example/")]
    [InlineData("127.0.0.1", "http://127.0.0.1/")]
    [InlineData("[::1]:5000", "http://[::1]:5000/")]
    [InlineData("[2001:db8::5]:5000", "https://[2001:db8::5]:5000/")]
    public void Of_Host_IsReachedThere(string host, string address) =>
        Assert.Equal(address, RegistryEndpoint.Of(host, Options).BaseAddress.AbsoluteUri);

    [Theory]
    [InlineData("")]
    [InlineData("registry.example/team")]
    [InlineData("registry.example@other.example")]
    public void Of_WhatIsNoHost_Throws(string host) =>
        Assert.Throws<ArgumentException>(() => RegistryEndpoint.Of(host, Options));

    [Theory]
    [InlineData("https://registry.example/v2/", true)]
    [InlineData("https://REGISTRY.example:443/v2/", true)]
    [InlineData("http://registry.example/v2/", false)]
    [InlineData("https://registry.example:5000/v2/", false)]
    [InlineData("https://registry.example.evil.example/v2/", false)]
    public void Is_Address_ComparesSchemeHostAndPort(string address, bool same) =>
        Assert.Equal(same, RegistryEndpoint.Of("registry.example", Options).Is(new Uri(address)));
}
