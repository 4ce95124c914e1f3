namespace Scanner.Webhook.Certificates.Authority;

/// <summary>Certificates cannot be kept now; the message says what is in the way and what to do.</summary>
internal sealed class AuthorityException(string message, bool isConflict = false, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Somebody else wrote in between: read again and think again.</summary>
    public bool IsConflict => isConflict;
}
