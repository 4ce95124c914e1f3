namespace Scanner.Grains.Clair;

/// <summary>How fresh the backend's database is, and what it is able to see.</summary>
/// <param name="DatabaseTime">The last finished update; null while there has been none, that is, while the database is empty.</param>
/// <param name="Detectors">The enabled detectors in one line, in an order of our own: equal lines mean equal detectors.</param>
internal sealed record BackendStatus(DateTimeOffset? DatabaseTime, string Detectors);
