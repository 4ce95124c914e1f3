namespace Scanner.Grains.Registry.Transport;

/// <summary>One request, before anything about how it is sent.</summary>
internal sealed record RegistryRequest(HttpMethod Method, Uri Address)
{
    public string? Accept { get; init; }

    /// <summary>Value of the Authorization header. A secret.</summary>
    public string? Authorization { get; init; }

    /// <summary>Fields of a form to send; null for no body.</summary>
    public IReadOnlyDictionary<string, string>? Form { get; init; }

    /// <summary>Bytes of a successful answer to read; an answer of more is marked as truncated.</summary>
    public int BodyLimit { get; init; } = ErrorBody.MaxSize;

    /// <summary>Only what changes nothing is sent again after a failure (RFC 9110 section 9.2.1).</summary>
    public bool MayBeRepeated => Method == HttpMethod.Get || Method == HttpMethod.Head;

    public override string ToString() => $"{Method} {Address.GetLeftPart(UriPartial.Path)}";
}
