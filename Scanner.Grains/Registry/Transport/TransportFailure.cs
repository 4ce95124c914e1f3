using System.Net.Sockets;
using System.Security.Authentication;
using Polly.Timeout;
using Scanner.Failures;

namespace Scanner.Grains.Registry.Transport;

/// <summary>Says in words why a request got no answer.</summary>
internal static class TransportFailure
{
    /// <summary>Whether another attempt may succeed where this one failed.</summary>
    public static bool MayPass(Exception exception) => exception switch
    {
        TimeoutRejectedException => true,
        HttpRequestException or IOException => Find<ScanException>(exception) is null
            && Find<AuthenticationException>(exception) is null
            && Find<SocketException>(exception) is not { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData }
            && Find<HttpRequestException>(exception) is not { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded },
        _ => false,
    };

    public static ScanException Explain(Exception exception, RegistryCall call, Uri address, TimeSpan attemptTimeout)
    {
        if (Find<ScanException>(exception) is { } refused) return refused;
        var server = address.Authority;
        var reason = exception is TimeoutRejectedException
            ? $"{server} did not answer within {attemptTimeout.TotalSeconds:0.#} s"
            : Find<AuthenticationException>(exception) is { } tls
                ? Tls(server, tls)
                : Find<SocketException>(exception) is { } socket
                    ? Socket(server, address.Host, socket)
                    : $"the exchange with {server} broke off ({Quotable.Of(Innermost(exception).Message, ErrorBody.MaxText)})";
        return new ScanException(FailureKind.RegistryUnavailable, $"Could not ask for {call.Asked}: {reason}.", exception);
    }

    private static string Socket(string server, string host, SocketException e) => e.SocketErrorCode switch
    {
        SocketError.HostNotFound or SocketError.NoData =>
            $"no address is known for {host}; check the spelling of the registry and the cluster's DNS",
        SocketError.TryAgain => $"the cluster's DNS could not look up {host} just now",
        SocketError.ConnectionRefused => $"{server} refuses connections; is the registry running, and is the port right?",
        _ => $"{server} could not be reached ({Quotable.Of(e.Message, ErrorBody.MaxText)})",
    };

    private static string Tls(string server, AuthenticationException e)
    {
        var what = Quotable.Of(Innermost(e).Message, ErrorBody.MaxText).TrimEnd('.');
        return $"TLS with {server} failed ({what}); if its certificate is from an authority of your own, mount that where "
            + $"SSL_CERT_DIR points; if it speaks plain HTTP, list '{server}' under Registry:Insecure";
    }

    private static Exception Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner) exception = inner;
        return exception;
    }

    private static T? Find<T>(Exception? exception) where T : Exception
    {
        for (; exception is not null; exception = exception.InnerException)
            if (exception is T found) return found;
        return null;
    }
}
