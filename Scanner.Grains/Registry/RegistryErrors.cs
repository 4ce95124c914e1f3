using System.Globalization;
using System.Net;
using Scanner.Failures;
using Scanner.Grains.Registry.Transport;

namespace Scanner.Grains.Registry;

/// <summary>Turns refusals into failures: what was asked, what the registry said, and what to do.</summary>
internal static class RegistryErrors
{
    /// <summary>The failure for an answer that is not a success.</summary>
    public static ScanException Of(RegistryCall call, RegistryAnswer answer) => answer.Status switch
    {
        HttpStatusCode.NotFound or HttpStatusCode.Gone => NotFound(call, answer),
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => Unauthorized(call, answer),
        HttpStatusCode.TooManyRequests => Throttled(call, answer),
        _ => new ScanException(
            FailureKind.RegistryUnavailable,
            $"{Answered(call, answer)} when asked for {call.Asked} ({Said(answer)}). Try again; if it stays, look into the "
            + "registry's log.")
        {
            RetryAfter = Capped(answer.RetryAfter),
        },
    };

    /// <summary>The registry answered, but not in a way the protocol allows.</summary>
    public static ScanException Fault(RegistryCall call, string what) =>
        new(FailureKind.RegistryUnavailable,
            $"Could not get {call.Asked}: {what}. This is the registry's fault, not the image's.");

    public static ScanException WebPage(RegistryCall call, RegistryAnswer answer) => Fault(
        call, $"{answer.Address.Authority} answered with a web page ({(int)answer.Status}); is it a registry, or is a login "
        + "portal or proxy in between?");

    public static ScanException Invalid(RegistryCall call, string what) =>
        new(FailureKind.ManifestInvalid, $"What {call.Endpoint.Host} sent for {call.What} cannot be used: {what}.");

    public static ScanException Paused(RegistryCall call, DateTimeOffset until, DateTimeOffset now) => new(
        FailureKind.RegistryThrottled,
        $"{call.Endpoint.Host} asked Scanner to wait; {call.Asked} is asked for again in {Seconds(until - now)}.")
    {
        RetryAfter = until - now,
    };

    public static ScanException CircuitOpen(RegistryCall call, string peer, DateTimeOffset since, TimeSpan? retryAfter) => new(
        FailureKind.RegistryUnavailable,
        string.Create(CultureInfo.InvariantCulture,
            $"Did not ask for {call.Asked}: {peer} has failed repeatedly since {since:HH:mm:ss} UTC")
        + $" and is asked again in {Seconds(retryAfter ?? AttemptPipeline.CircuitBreak)}.")
    {
        RetryAfter = retryAfter ?? AttemptPipeline.CircuitBreak,
    };

    public static ScanException TooManyWaiting(RegistryCall call, int waiting) => new(
        FailureKind.RegistryUnavailable,
        $"Did not ask for {call.Asked}: {waiting} requests wait for that registry already. Try again later, or raise "
        + "Registry:MaxConcurrentRequests.");

    public static ScanException TookTooLong(RegistryCall call, TimeSpan timeout) => new(
        FailureKind.RegistryUnavailable,
        $"{call.Endpoint.Host} did not answer in {Seconds(timeout)} when asked for {call.Asked}. Try again; if it stays, look "
        + "at the registry and the network to it.");

    /// <summary><c>404 MANIFEST_UNKNOWN: manifest unknown</c>.</summary>
    public static string Said(RegistryAnswer answer)
    {
        var text = ErrorBody.Describe(answer);
        var status = ((int)answer.Status).ToString(CultureInfo.InvariantCulture);
        return answer.IsWebPage ? $"{status} with a web page" : text.Length == 0 ? status : $"{status} {text}";
    }

    private static ScanException NotFound(RegistryCall call, RegistryAnswer answer) => new(
        FailureKind.NotFound,
        $"{call.Asked} was not found ({Said(answer)}). Check the spelling and that it was pushed."
        + (call.CredentialsSent.Count == 0
            ? " No credentials were sent; some registries hide private repositories this way."
            : $" It was asked for with {Credentials(call)}."));

    private static ScanException Unauthorized(RegistryCall call, RegistryAnswer answer) => new(
        FailureKind.Unauthorized,
        $"{Answered(call, answer)} that it refuses {call.Asked} ({Said(answer)}). " + WhatToDo(call));

    /// <summary>Whether credentials were sent and whose, and what to do about a refusal.</summary>
    public static string WhatToDo(RegistryCall call) => call.CredentialsSent.Count == 0
        ? "No credentials were sent, because none are known for it: name a pull secret for "
            + $"{call.Endpoint.Host} in the pod's imagePullSecrets or its service account, or ask Scanner's operator for "
            + "Registry:CredentialsFile."
        : $"It was asked with {Credentials(call)}: check that they are valid and may pull from the repository.";

    /// <param name="call">The operation.</param>
    /// <param name="answer">The token issuer's.</param>
    /// <param name="withheld">
    /// Whose credentials were not sent to the issuer, because it is not known to be the registry's.
    /// </param>
    public static ScanException TokenRefused(RegistryCall call, RegistryAnswer answer, string? withheld)
    {
        var issuer = answer.Address.Authority;
        var advice = withheld is null
            ? WhatToDo(call)
            : $"The credentials of {withheld} were not sent, because {issuer} belongs to another domain than "
                + $"{call.Endpoint.Host}; if the registry really uses it, list '{issuer}' under Registry:Realms.";
        return new ScanException(
            FailureKind.Unauthorized, $"The token issuer {issuer} refuses {call.Asked} ({Said(answer)}). {advice}");
    }

    public static ScanException Throttled(RegistryCall call, RegistryAnswer answer) => new(
        FailureKind.RegistryThrottled,
        $"{Answered(call, answer)} that it gets too many requests, when asked for {call.Asked} ({Said(answer)}). "
        + (answer.RetryAfter is { } wait ? $"It may be asked again in {Seconds(wait)}." : "Try again later.")
        + (call.CredentialsSent.Count == 0 ? " A pull secret often raises a registry's limit." : ""))
    {
        RetryAfter = Capped(answer.RetryAfter),
    };

    private static TimeSpan? Capped(TimeSpan? wait) => wait > RegistryPause.Longest ? RegistryPause.Longest : wait;

    private static string Answered(RegistryCall call, RegistryAnswer answer) => call.Endpoint.Is(answer.Address)
        ? $"{call.Endpoint.Host} answered"
        : $"{answer.Address.Authority}, to which {call.Endpoint.Host} pointed, answered";

    private static string Credentials(RegistryCall call) =>
        "the credentials of " + string.Join(" and ", call.CredentialsSent.Distinct());

    private static string Seconds(TimeSpan time) =>
        string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, Math.Ceiling(time.TotalSeconds)):0} s");
}
