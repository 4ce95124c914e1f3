namespace Scanner.Grains.Clair;

/// <summary>
/// What Scanner needs of whatever analyses images. Clair v3 is the first; another backend comes behind the same three calls.
/// </summary>
/// <remarks>Every call throws <see cref="Failures.ScanException"/> for a failure, and nothing else but cancellation.</remarks>
internal interface IScannerBackend
{
    /// <summary>
    /// Has an ancestry analysed, and returns when that is done. The caller sees to it that nobody posts the same name or the
    /// same new layer at the same time.
    /// </summary>
    Task<BackendStatus> PostAncestryAsync(AncestryPost post, CancellationToken cancellationToken);

    /// <summary>Reads an ancestry against the database of this moment; null when the backend does not know the name.</summary>
    Task<Ancestry?> GetAncestryAsync(string name, CancellationToken cancellationToken);

    Task<BackendStatus> GetStatusAsync(CancellationToken cancellationToken);
}
