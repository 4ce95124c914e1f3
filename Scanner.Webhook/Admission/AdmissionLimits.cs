namespace Scanner.Webhook.Admission;

/// <summary>How much of a request is read, and how much an answer says.</summary>
internal static class AdmissionLimits
{
    /// <summary>
    /// Bytes of a body. The kube-apiserver takes objects of up to 3 MiB (its <c>MaxRequestBodyBytes</c>); a review holds the
    /// new object and the old one, and some kilobytes more.
    /// </summary>
    public const int MaxBodyBytes = 8 * 1024 * 1024;

    /// <summary>
    /// Nested levels of the JSON. The deepest workloads have about 25; the reader that walks the object calls itself once or
    /// twice for each level, so this also bounds its stack.
    /// </summary>
    public const int MaxDepth = 128;

    /// <summary>Characters of a uid. The kube-apiserver's are UUIDs, of 36.</summary>
    public const int MaxUidLength = 128;

    /// <summary>Characters of what was sent that a message repeats.</summary>
    public const int MaxExcerptLength = 64;

    /// <summary>
    /// Characters of a denial. Controllers copy it into the status of the workload, which etcd then holds, and into Events; two
    /// screens are also all that anybody reads.
    /// </summary>
    public const int MaxMessageLength = 8_192;

    /// <summary>Characters of one warning, beyond which the kube-apiserver may cut it (AdmissionResponse.warnings).</summary>
    public const int MaxWarningLength = 256;

    /// <summary>Characters of all warnings, beyond which the kube-apiserver drops the rest (same place).</summary>
    public const int MaxWarningsLength = 4_096;

    /// <summary>Characters of one audit annotation; the audit log repeats them for each request.</summary>
    public const int MaxAuditValueLength = 1_024;
}
