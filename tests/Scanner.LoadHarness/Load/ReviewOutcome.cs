namespace Scanner.LoadHarness.Load;

/// <summary>What an answer means to whoever sent the review.</summary>
internal enum ReviewOutcome
{
    Allowed,

    /// <summary>Denied because of a vulnerability: trying again changes nothing.</summary>
    Refused,

    /// <summary>Denied for now, because an image is not judged yet or could not be.</summary>
    NotReady,

    /// <summary>No answer, another status than 200, or no AdmissionReview with the right uid.</summary>
    Invalid,
}
