namespace Scanner.LoadHarness.Processes;

/// <summary>Paths that the webhook, the silos and the bare endpoint serve.</summary>
internal static class Endpoints
{
    public const string Validate = "/validate";

    /// <summary>Path and query of a review, with the timeout that the kube-apiserver adds (its default).</summary>
    public const string Review = Validate + "?timeout=10s";

    public const string Live = "/livez";
    public const string Ready = "/readyz";
}
