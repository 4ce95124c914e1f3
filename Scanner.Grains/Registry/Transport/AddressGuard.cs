using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Scanner.Failures;
using Scanner.Grains.Connections;

namespace Scanner.Grains.Registry.Transport;

/// <summary>
/// Opens every connection to a registry, token issuer or redirect target, so that a name is resolved once and the very address
/// that was checked is connected to: a name server that answers differently the second time gains nothing.
/// </summary>
internal sealed class AddressGuard(
    IOptions<RegistryOptions> options, TimeProvider time, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
{
    /// <summary>One address that swallows packets must not use up the attempt while the next would answer.</summary>
    public static readonly TimeSpan PatiencePerAddress = TimeSpan.FromSeconds(3);

    /// <summary>Addresses of one name that are tried; a name may have any number.</summary>
    public const int MaxAddresses = 8;

    private const int HttpPort = 80;

    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve =
        resolve ?? ((host, cancellationToken) => Dns.GetHostAddressesAsync(host, cancellationToken));

    private readonly HostAndPort[] _insecure = Parse(options.Value.Insecure);
    private readonly HostAndPort[] _trusted = Parse(options.Value.Trusted);

    /// <exception cref="ScanException"><see cref="FailureKind.AddressRefused"/>.</exception>
    /// <exception cref="SocketException">The name does not resolve, or nobody answers at its addresses.</exception>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var allowed = await AllowedAddressesAsync(host, port, cancellationToken);
        for (var i = 0; ; i++)
        {
            var isLast = i == allowed.Count - 1;
            try
            {
                return await ConnectAsync(new IPEndPoint(allowed[i], port), isLast, cancellationToken);
            }
            catch (Exception e) when (!isLast && e is SocketException or OperationCanceledException)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>The addresses of a host that may be connected to; at least one.</summary>
    public async Task<IReadOnlyList<IPAddress>> AllowedAddressesAsync(string host, int port, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await _resolve(host, cancellationToken);
        if (addresses.Length == 0) throw new SocketException((int)SocketError.HostNotFound);
        var exempt = _insecure.Any(entry => entry.Is(host, port, HttpPort)) || _trusted.Any(entry => entry.Covers(host, port));
        var allowed = addresses.Where(address => exempt || AddressRules.WhyRefused(address) is null).Take(MaxAddresses).ToArray();
        return allowed.Length > 0 ? allowed : throw Refused(host, port, addresses[0]);
    }

    private async Task<Stream> ConnectAsync(IPEndPoint address, bool isLast, CancellationToken cancellationToken)
    {
        using var patience = isLast
            ? new CancellationTokenSource()
            : new CancellationTokenSource(PatiencePerAddress, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, either.Token);
            SilentPeers.Notice(socket);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static ScanException Refused(string host, int port, IPAddress address) => new(
        FailureKind.AddressRefused,
        $"Scanner does not connect to {host}: its address {address} is {AddressRules.WhyRefused(address)}, and image names come "
        + $"from anyone who may create a workload. If it is a registry of yours, list '{host}:{port}' under Registry:Trusted, "
        + "or under Registry:Insecure if it speaks plain HTTP.");

    private static HostAndPort[] Parse(IReadOnlyList<string> entries) =>
        [.. entries.Select(entry => HostAndPort.TryParse(entry, out var host) ? host : default)
            .Where(host => host.Host is not null)];
}
