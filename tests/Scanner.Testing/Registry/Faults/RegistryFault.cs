using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.Extensions;

namespace Scanner.Testing.Registry.Faults;

/// <summary>
/// Something that goes wrong. Narrow it with <c>with</c>: <c>RegistryFault.Status(503) with { Times = 3 }</c>.
/// </summary>
public abstract record RegistryFault
{
    internal const string AllPaths = "/";

    private protected RegistryFault()
    {
    }

    /// <summary>
    /// Start of the paths it meets: <c>/v2/lab/alpine/manifests/</c>, <c>/token</c>. Unless said otherwise all paths, for faults
    /// that spoil the content of an answer all manifests and blobs.
    /// </summary>
    public string PathPrefix { get; init; } = AllPaths;

    /// <summary>The method it meets, upper case; null for all.</summary>
    public string? Method { get; init; }

    /// <summary>How many requests it meets before it is over; null for all.</summary>
    public int? Times { get; init; }

    /// <summary>This status with an error body, whoever asks.</summary>
    /// <param name="status">400 to 599.</param>
    /// <param name="retryAfter">The Retry-After header as it is sent; null for none.</param>
    public static RegistryFault Status(int status, string? retryAfter = null)
    {
        var answer = RegistryErrors.ForStatus(status);
        return new FixedAnswerFault(retryAfter is null ? answer : answer.With("Retry-After", retryAfter));
    }

    /// <summary>429 with Retry-After in whole seconds.</summary>
    public static RegistryFault TooManyRequests(TimeSpan retryAfter) =>
        Status(429, ((long)retryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture));

    /// <summary>429 with Retry-After as an HTTP date.</summary>
    public static RegistryFault TooManyRequests(DateTimeOffset retryAfter) =>
        Status(429, retryAfter.ToString("R", CultureInfo.InvariantCulture));

    /// <summary>401 with this challenge, however long or senseless.</summary>
    public static RegistryFault Challenge(string wwwAuthenticate) =>
        new FixedAnswerFault(RegistryErrors.ForStatus(401).With("WWW-Authenticate", wwwAuthenticate));

    /// <summary>200 with a web page, as from a login portal or a wrong port.</summary>
    public static RegistryFault HtmlPage() => new FixedAnswerFault(new RegistryAnswer
    {
        Status = 200,
        ContentType = "text/html; charset=utf-8",
        Body = Encoding.UTF8.GetBytes("<!DOCTYPE html>\n<html><body><h1>Welcome</h1></body></html>\n"),
    });

    /// <summary>The right answer, but so much later.</summary>
    public static RegistryFault Delay(TimeSpan delay) => new DelayFault(delay);

    /// <summary>No answer until the fault is switched off; then the right one.</summary>
    public static RegistryFault Hang() => new HangFault();

    /// <summary>A connection that closes before any answer.</summary>
    public static RegistryFault DropConnection() => new DropConnectionFault();

    /// <summary>Manifests and blobs that are other bytes than their digest names; the headers are kept.</summary>
    /// <param name="content">The bytes; null for the right ones and one more.</param>
    public static RegistryFault LyingContent(byte[]? content = null) =>
        new BodyFault((_, answer) => answer with { Body = content ?? [.. answer.Body, (byte)'\n'] });

    /// <summary>A Docker-Content-Digest header of this value; null for no header.</summary>
    public static RegistryFault DigestHeader(string? value) => new BodyFault((_, answer) =>
        value is null ? answer.Without("Docker-Content-Digest") : answer.With("Docker-Content-Digest", value));

    /// <summary>This Content-Type; null for none.</summary>
    public static RegistryFault ContentType(string? value) => new BodyFault((_, answer) => answer with { ContentType = value });

    /// <summary>The right answer, filled up with spaces to so many bytes, its length declared.</summary>
    public static RegistryFault Oversized(int bytes = 5 * 1024 * 1024) => new BodyFault((_, answer) =>
    {
        var body = new byte[Math.Max(bytes, answer.Body.Length)];
        body.AsSpan().Fill((byte)' ');
        answer.Body.CopyTo(body, 0);
        return answer with { Body = body };
    });

    /// <summary>The right answer and then spaces without end, in chunks.</summary>
    public static RegistryFault Endless() =>
        new BodyFault((_, answer) => answer with { EndlessTail = Encoding.ASCII.GetBytes(new string(' ', 16 * 1024)) });

    /// <summary>The first half of the body, declared as if it were all.</summary>
    public static RegistryFault TruncatedBody() =>
        new BodyFault((_, answer) => answer with { Body = answer.Body[..(answer.Body.Length / 2)] });

    /// <summary>The whole length declared, half of it sent, then the connection cut.</summary>
    public static RegistryFault DropInMidBody() =>
        new BodyFault((_, answer) => answer with { CutAfter = answer.Body.Length / 2 });

    /// <summary>307 to this address, for those who may have the content.</summary>
    /// <param name="location">The Location header as it is sent.</param>
    /// <param name="status">301, 302, 303, 307 or 308.</param>
    public static RegistryFault Redirect(string location, int status = 307) =>
        new BodyFault((_, _) => new RegistryAnswer { Status = status }.With("Location", location));

    /// <summary>307 to the same address, for ever.</summary>
    public static RegistryFault RedirectLoop() => new BodyFault((request, _) =>
        new RegistryAnswer { Status = 307 }.With("Location", request.GetEncodedUrl()));
}
