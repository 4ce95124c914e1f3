namespace Scanner.Grains;

/// <summary>How long a caller waits for a registry grain.</summary>
public static class RegistryTimeouts
{
    /// <summary>
    /// Longer than any one request with its retries may take (<c>Registry:RequestTimeout</c> is at most a minute) plus the wait
    /// for a turn; a scan's own deadline ends the wait sooner. A silo that dies breaks the call at once.
    /// </summary>
    public const string Answer = "00:05:00";
}
