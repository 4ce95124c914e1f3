namespace Scanner.Grains.Clair;

/// <summary>How Clair is reached, and how much it is asked at once. Section <c>Clair</c>.</summary>
public sealed class ClairOptions
{
    public const string Section = "Clair";

    /// <summary>
    /// Clair's v3 gRPC address: <c>http://host:6060</c> for plain HTTP/2, <c>https://</c> where a proxy ends TLS before Clair.
    /// </summary>
    public Uri Address { get; set; } = new("http://localhost:6060");

    /// <summary>
    /// How long one scan may take, layers and queueing included. Longer lets larger images through; shorter frees Clair of a
    /// registry that hangs.
    /// </summary>
    public TimeSpan ScanTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Posts in flight for the whole cluster. Each layer in flight costs Clair a PostgreSQL connection and a download; more is
    /// faster only while Clair has cores and connections to spare.
    /// </summary>
    public int MaxPostsInFlight { get; set; } = 4;

    /// <summary>
    /// How long one GetAncestry or GetNotification may take. Reports with thousands of features take Clair seconds. A GetStatus
    /// has at most <see cref="ClairClient.StatusTimeout"/>.
    /// </summary>
    public TimeSpan ReadTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often each silo asks Clair how fresh its database is (about 1 ms of Clair's time).</summary>
    public TimeSpan StatusInterval { get; set; } = TimeSpan.FromSeconds(15);
}
