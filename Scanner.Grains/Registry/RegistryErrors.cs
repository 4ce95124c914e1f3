using System.Globalization;
using System.Net;
using Scanner.Failures;
using Scanner.Grains.Registry.Transport;

namespace Scanner.Grains.Registry;

/// <summary>Turns refusals into failures: what was asked, what the registry said, and what to do.</summary>
internal static class RegistryErrors
{
    /// <summary>Problems with pull secrets that one message tells; the next shows when these are solved.</summary>
    private const int MaxProblems = 4;

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

    /// <summary>Whether other credentials might have had another answer.</summary>
    public static bool IsAboutCredentials(FailureKind kind) =>
        kind is FailureKind.Unauthorized or FailureKind.NotFound or FailureKind.CredentialsUnavailable;

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
        call is { Search.IsIncomplete: true, CredentialsSent.Count: 0 } ? FailureKind.CredentialsUnavailable : FailureKind.NotFound,
        $"{call.Asked} was not found ({Said(answer)}). Check the spelling and that it was pushed."
        + (call.CredentialsSent.Count == 0
            ? " No credentials were sent; some registries hide private repositories this way."
            : $" It was asked for with {Credentials(call)}.")
        + Problems(call));

    private static ScanException Unauthorized(RegistryCall call, RegistryAnswer answer) =>
        Refused(call, $"{Answered(call, answer)} that it refuses {call.Asked} ({Said(answer)}).");

    /// <summary>
    /// The registry refuses what there is of credentials. While some could not be looked for, that is not the last word.
    /// </summary>
    /// <param name="call">The operation.</param>
    /// <param name="what">Who refused what; a sentence.</param>
    /// <param name="advice">What to do about it; null for what the credentials that were sent suggest.</param>
    public static ScanException Refused(RegistryCall call, string what, string? advice = null) => new(
        call.Search is { IsIncomplete: true } ? FailureKind.CredentialsUnavailable : FailureKind.Unauthorized,
        $"{what} {advice ?? WhatToDo(call)}{Problems(call)}");

    private static string WhatToDo(RegistryCall call)
    {
        if (call.CredentialsSent.Count > 0)
            return $"It was asked with {Credentials(call)}: check that they are valid and may pull from the repository.";
        // The problems, which follow, say more about this pod than the general advice.
        if (call.Search is { Problems.Count: > 0 }) return "No credentials were sent.";
        return $"No credentials were sent, because none are known for it: name a pull secret for {call.Endpoint.Host} in the "
            + "pod's imagePullSecrets or its service account, or ask Scanner's operator for Registry:CredentialsFile.";
    }

    private static string Problems(RegistryCall call) =>
        string.Concat((call.Search?.Problems ?? []).Take(MaxProblems).Select(problem => " " + problem));

    /// <param name="call">The operation.</param>
    /// <param name="answer">The token issuer's.</param>
    /// <param name="withheld">
    /// Whose credentials were not sent to the issuer, because it is not known to be the registry's.
    /// </param>
    public static ScanException TokenRefused(RegistryCall call, RegistryAnswer answer, string? withheld)
    {
        var issuer = answer.Address.Authority;
        var advice = withheld is null
            ? null
            : $"The credentials of {withheld} were not sent, because {issuer} belongs to another domain than "
                + $"{call.Endpoint.Host}; if the registry really uses it, list '{issuer}' under Registry:Realms.";
        return Refused(call, $"The token issuer {issuer} refuses {call.Asked} ({Said(answer)}).", advice);
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
