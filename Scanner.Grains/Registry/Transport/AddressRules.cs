using System.Net;
using System.Net.Sockets;

namespace Scanner.Grains.Registry.Transport;

/// <summary>
/// Which addresses an image name may not make us connect to: our own machine, our own link, and the services through which
/// clouds hand machines their credentials. Private networks (RFC 1918, fc00::/7) are where in-cluster registries live: allowed.
/// </summary>
internal static class AddressRules
{
    private static readonly (IPNetwork Network, string Name)[] Refused =
    [
        // IANA special-purpose registries for IPv4 and IPv6.
        (IPNetwork.Parse("0.0.0.0/8"), "an unspecified address"),
        (IPNetwork.Parse("127.0.0.0/8"), "a loopback address"),
        (IPNetwork.Parse("169.254.0.0/16"), "a link-local address, where clouds keep their metadata service"),
        (IPNetwork.Parse("224.0.0.0/4"), "a multicast address"),
        (IPNetwork.Parse("240.0.0.0/4"), "a reserved or broadcast address"),
        (IPNetwork.Parse("::/128"), "an unspecified address"),
        (IPNetwork.Parse("::1/128"), "a loopback address"),
        (IPNetwork.Parse("fe80::/10"), "a link-local address"),
        (IPNetwork.Parse("ff00::/8"), "a multicast address"),
        // Metadata services that are not link-local, each from its cloud's documentation.
        (IPNetwork.Parse("fd00:ec2::254/128"), "the metadata address of AWS"),
        (IPNetwork.Parse("100.100.100.200/32"), "the metadata address of Alibaba Cloud"),
        (IPNetwork.Parse("168.63.129.16/32"), "the platform address of Azure"),
        (IPNetwork.Parse("192.0.0.192/32"), "the metadata address of Oracle Cloud"),
    ];

    // Where an IPv6 address carries an IPv4 one, and at which byte: a translator on the way delivers to the latter.
    private static readonly (IPNetwork Network, int Offset)[] Carriers =
    [
        (IPNetwork.Parse("::/96"), 12),           // IPv4-compatible, RFC 4291 section 2.5.5.1
        (IPNetwork.Parse("::ffff:0:0:0/96"), 12), // IPv4-translated, RFC 2765 section 2.1
        (IPNetwork.Parse("64:ff9b::/96"), 12),    // NAT64, RFC 6052 section 2.1
        (IPNetwork.Parse("2002::/16"), 2),        // 6to4, RFC 3056 section 2
    ];

    /// <summary>What kind of address it is that may not be connected to; null for one that may.</summary>
    public static string? WhyRefused(IPAddress address)
    {
        // An IPv4-mapped address (RFC 4291 section 2.5.5.2) is the IPv4 one to the kernel, and to IPNetwork as well.
        if (address.IsIPv4MappedToIPv6) return WhyRefused(address.MapToIPv4());
        // A scope names an interface, not a kind of address.
        var bare = address.AddressFamily == AddressFamily.InterNetworkV6 ? new IPAddress(address.GetAddressBytes()) : address;
        foreach (var (network, name) in Refused)
            if (network.BaseAddress.AddressFamily == bare.AddressFamily && network.Contains(bare)) return name;
        return Carried(bare) is { } inner ? WhyRefused(inner) : null;
    }

    private static IPAddress? Carried(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return null;
        foreach (var (network, offset) in Carriers)
            if (network.Contains(address)) return new IPAddress(address.GetAddressBytes().AsSpan(offset, 4));
        return null;
    }
}
