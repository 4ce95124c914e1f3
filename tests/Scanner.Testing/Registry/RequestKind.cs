namespace Scanner.Testing.Registry;

/// <summary>What a request asks for.</summary>
public enum RequestKind
{
    /// <summary><c>/v2/</c>: does this registry speak version 2, and does it know me?</summary>
    Version,

    Manifest,

    Blob,

    /// <summary>The token endpoint of bearer authentication.</summary>
    Token,

    Other,
}
