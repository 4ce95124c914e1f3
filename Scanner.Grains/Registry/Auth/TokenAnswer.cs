using System.Globalization;
using System.Text.Json;
using Scanner.Failures;
using Scanner.Grains.Registry.Transport;

namespace Scanner.Grains.Registry.Auth;

/// <summary>Reads a token issuer's answer (distribution, "Token authentication", "Token Response Fields").</summary>
internal static class TokenAnswer
{
    /// <summary>What the specification assumes where an issuer does not say.</summary>
    public static readonly TimeSpan DefaultLifetime = TimeSpan.FromSeconds(60);

    /// <summary>A registry rarely issues for more than an hour; past this a wrong number is likelier than a long life.</summary>
    public static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(1);

    /// <param name="answer">A successful answer.</param>
    /// <param name="requestedAt">Our clock before the request was sent: the token is no younger than that.</param>
    /// <param name="call">For messages.</param>
    /// <exception cref="ScanException">It holds no token that can be used.</exception>
    public static RegistryToken Read(RegistryAnswer answer, DateTimeOffset requestedAt, RegistryCall call)
    {
        if (answer.IsWebPage) throw RegistryErrors.WebPage(call, answer);
        if (answer.IsTruncated) throw Unusable(call, answer, $"is larger than {ErrorBody.MaxSize} bytes");
        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) throw Unusable(call, answer, "is not a JSON object");
            var value = Text(root, "token") ?? Text(root, "access_token") ?? throw Unusable(call, answer, "holds no token");
            // Anything else would not pass as a header's value.
            if (value.AsSpan().ContainsAnyExceptInRange('!', '~'))
                throw Unusable(call, answer, "holds a token with characters that no token has");
            var lifetime = Lifetime(root);
            return new RegistryToken(value, requestedAt, requestedAt + lifetime - Age(root, answer, lifetime));
        }
        // Text that is not Unicode is an InvalidOperationException.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Unusable(call, answer, "is not JSON");
        }
    }

    private static TimeSpan Lifetime(JsonElement root)
    {
        if (!root.TryGetProperty("expires_in", out var property)) return DefaultLifetime;
        // A string where a number belongs: some issuers write one.
        var text = property.ValueKind == JsonValueKind.String ? property.GetString() : property.GetRawText();
        _ = double.TryParse(text, CultureInfo.InvariantCulture, out var seconds);
        if (!(seconds > 0)) return DefaultLifetime;
        return seconds < LongestLifetime.TotalSeconds ? TimeSpan.FromSeconds(seconds) : LongestLifetime;
    }

    // An issuer may hand out a token that it issued earlier. Its age is measured by the issuer's clock alone, since ours may
    // differ from it by minutes.
    private static TimeSpan Age(JsonElement root, RegistryAnswer answer, TimeSpan lifetime)
    {
        if (Text(root, "issued_at") is not { } text || answer.Date is not { } now
            || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var issuedAt))
            return TimeSpan.Zero;
        var age = now - issuedAt;
        return age < TimeSpan.Zero ? TimeSpan.Zero : age < lifetime ? age : lifetime;
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            && value.GetString() is { Length: > 0 } text
            ? text
            : null;

    private static ScanException Unusable(RegistryCall call, RegistryAnswer answer, string what) =>
        RegistryErrors.Fault(call, $"the answer of the token issuer {answer.Address.Authority} {what}");
}
