using System.Globalization;
using System.Text;

namespace Scanner.Testing.Clair.Server;

/// <summary>Tokens of notifications' pages, opaque to clients. Clair's are encrypted as well.</summary>
internal sealed class PageTokens(TimeProvider clock, ClairFaults faults)
{
    /// <summary>Clair's own.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    public string For(int offset)
    {
        var content = string.Create(CultureInfo.InvariantCulture, $"{offset} {clock.GetUtcNow().ToUnixTimeSeconds()}");
        return Convert.ToBase64String(Encoding.ASCII.GetBytes(content));
    }

    /// <summary>The offset that a token stands for; no token is the first page's.</summary>
    /// <exception cref="Grpc.Core.RpcException">It is none of ours, or too old.</exception>
    public int OffsetOf(string token)
    {
        if (token.Length == 0) return 0;
        if (faults.TakePageExpiry()) throw ClairErrors.BadPageToken();
        var content = new byte[token.Length];
        if (!Convert.TryFromBase64String(token, content, out var length)) throw ClairErrors.BadPageToken();
        var parts = Encoding.ASCII.GetString(content, 0, length).Split(' ');
        return parts is [var offset, var issued]
            && int.TryParse(offset, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
            && long.TryParse(issued, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && clock.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(seconds) <= Lifetime
                ? place
                : throw ClairErrors.BadPageToken();
    }
}
