namespace Scanner.Grains.Clair;

/// <summary>
/// What Scanner needs of whatever analyses images. Clair v3 is the first; another backend comes behind the same calls.
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

    /// <summary>
    /// One page of what changed, by the name that the backend told us; null when it does not know the name.
    /// </summary>
    /// <param name="name">The notification's.</param>
    /// <param name="page"><see cref="NotificationPage.NextPage"/> of the page before; null for the first.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<NotificationPage?> GetNotificationAsync(string name, string? page, CancellationToken cancellationToken);

    /// <summary>Tells the backend not to send the notification again; to one it does not know, nothing happens.</summary>
    Task MarkNotificationAsReadAsync(string name, CancellationToken cancellationToken);
}
