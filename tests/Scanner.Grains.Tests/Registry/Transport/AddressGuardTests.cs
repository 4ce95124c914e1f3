using System.Net;
using System.Net.Sockets;
using Scanner.Failures;
using Scanner.Grains.Registry;
using Scanner.Grains.Registry.Transport;

namespace Scanner.Grains.Tests.Registry.Transport;

public sealed class AddressGuardTests
{
    [Theory]
    [InlineData("127.0.0.1", "a loopback address")]
    [InlineData("::1", "a loopback address")]
    [InlineData("::ffff:127.0.0.1", "a loopback address")]
    [InlineData("2130706433", "a loopback address")]
    [InlineData("169.254.169.254", "a link-local address, where clouds keep their metadata service")]
    [InlineData("localhost", "a loopback address")]
    public async Task Allowed_HostNobodyListed_IsRefusedByNameOfTheKey(string host, string kind)
    {
        var failure = await Assert.ThrowsAsync<ScanException>(() => AllowedAsync(new RegistryOptions(), host));
        Assert.Equal(FailureKind.AddressRefused, failure.Kind);
        Assert.StartsWith($"Scanner does not connect to {host}: its address ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(kind, failure.Message, StringComparison.Ordinal);
        Assert.Contains($"list '{host}:5000' under Registry:Trusted", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1:5000", "")]
    [InlineData("", "127.0.0.1:5000")]
    [InlineData("", "127.0.0.1")]
    public async Task Allowed_ListedHost_IsConnectedTo(string insecure, string trusted) =>
        Assert.Equal([IPAddress.Loopback], await AllowedAsync(Options(insecure, trusted), "127.0.0.1"));

    [Theory]
    [InlineData("127.0.0.1:5001", "")]
    [InlineData("127.0.0.1", "")]
    [InlineData("", "127.0.0.1:5001")]
    [InlineData("", "localhost")]
    [InlineData("127.0.0.2:5000", "127.0.0.2")]
    public async Task Allowed_OtherHostOrPortListed_IsRefused(string insecure, string trusted) =>
        await Assert.ThrowsAsync<ScanException>(() => AllowedAsync(Options(insecure, trusted), "127.0.0.1"));

    [Fact]
    public async Task Allowed_NameWithGoodAndBadAddresses_GivesTheGoodOnly()
    {
        var allowed = await AllowedAsync(
            new RegistryOptions(), "mixed.example", "127.0.0.1", "10.0.0.1", "169.254.169.254", "::1");
        Assert.Equal(["10.0.0.1"], allowed.Select(address => address.ToString()));
    }

    [Fact]
    public async Task Allowed_NameWithoutAddresses_IsNotFound()
    {
        var failure = await Assert.ThrowsAsync<SocketException>(() => AllowedAsync(new RegistryOptions(), "empty.example", []));
        Assert.Equal(SocketError.HostNotFound, failure.SocketErrorCode);
    }

    [Fact]
    public async Task Allowed_NameWithManyAddresses_GivesABoundedNumber()
    {
        var many = Enumerable.Range(1, 200).Select(i => $"10.0.0.{i}").ToArray();
        Assert.Equal(AddressGuard.MaxAddresses, (await AllowedAsync(new RegistryOptions(), "many.example", many)).Count);
    }

    private static RegistryOptions Options(string insecure, string trusted) => new()
    {
        Insecure = insecure.Length > 0 ? [insecure] : [],
        Trusted = trusted.Length > 0 ? [trusted] : [],
    };

    private static Task<IReadOnlyList<IPAddress>> AllowedAsync(RegistryOptions options, string host, params string[]? addresses)
    {
        var guard = new AddressGuard(
            Microsoft.Extensions.Options.Options.Create(options), TimeProvider.System,
            addresses is null or [] && !host.EndsWith(".example", StringComparison.Ordinal)
                ? null
                : (_, _) => Task.FromResult(addresses!.Select(IPAddress.Parse).ToArray()));
        return guard.AllowedAddressesAsync(host, 5000, TestContext.Current.CancellationToken);
    }
}
