using System.Net;
using System.Net.Http.Headers;

namespace Scanner.Grains.Registry.Transport;

/// <summary>An answer, read as far as its limit, with the headers that matter.</summary>
internal sealed record RegistryAnswer
{
    /// <summary>Who answered; another host than was asked first where redirects were followed.</summary>
    public required Uri Address { get; init; }

    public required HttpStatusCode Status { get; init; }

    /// <summary>Content-Type without parameters, lower case; empty where the answer has none.</summary>
    public string MediaType { get; init; } = "";

    /// <summary>Docker-Content-Digest as sent.</summary>
    public string? ContentDigest { get; init; }

    public IReadOnlyList<string> Challenges { get; init; } = [];

    public Uri? Location { get; init; }

    /// <summary>Retry-After, counted from when the answer came; never negative.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The sender's clock, where it says.</summary>
    public DateTimeOffset? Date { get; init; }

    public byte[] Body { get; init; } = [];

    /// <summary>The body was longer than its limit; <see cref="Body"/> is its beginning.</summary>
    public bool IsTruncated { get; init; }

    public bool IsSuccess => (int)Status is >= 200 and < 300;

    public bool IsRedirect => Location is not null && (int)Status is 301 or 302 or 303 or 307 or 308;

    /// <summary>A web page: what proxies, login portals and hosts that are no registry send.</summary>
    public bool IsWebPage => MediaType is "text/html" or "application/xhtml+xml";

    /// <summary>A fault of the other side that may pass.</summary>
    public bool IsFault => (int)Status >= 500 || Status == HttpStatusCode.RequestTimeout;

    public static async Task<RegistryAnswer> ReadAsync(
        HttpResponseMessage response, Uri address, int bodyLimit, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var limit = response.IsSuccessStatusCode ? bodyLimit : ErrorBody.MaxSize;
        var (body, truncated) = await BoundedBody.ReadAsync(response.Content, limit, cancellationToken);
        return new RegistryAnswer
        {
            Address = address,
            Status = response.StatusCode,
            MediaType = Value(response.Content.Headers, "Content-Type")?.Split(';')[0].Trim().ToLowerInvariant() ?? "",
            ContentDigest = Value(response.Headers, "Docker-Content-Digest"),
            Challenges = Values(response.Headers, "WWW-Authenticate"),
            Location = response.Headers.Location,
            RetryAfter = Wait(response.Headers.RetryAfter, now),
            Date = response.Headers.Date,
            Body = body,
            IsTruncated = truncated,
        };
    }

    // Not the typed properties: they give up on what does not parse, and the text is wanted then as well.
    private static string[] Values(HttpHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) ? [.. values] : [];

    private static string? Value(HttpHeaders headers, string name) => Values(headers, name).FirstOrDefault();

    private static TimeSpan? Wait(RetryConditionHeaderValue? header, DateTimeOffset now)
    {
        var wait = header?.Delta ?? (header?.Date - now);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }
}
