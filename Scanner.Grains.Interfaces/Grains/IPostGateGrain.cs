using Orleans.Concurrency;

namespace Scanner.Grains;

/// <summary>
/// The turnstile before Clair, one for the cluster (<see cref="Key"/>): bounds the posts in flight, and never lets two posts
/// of the same name in together, even while two activations of a grain believe they are the only one.
/// </summary>
[Alias("scanner.IPostGateGrain")]
public interface IPostGateGrain : IGrainWithStringKey
{
    /// <summary>The only key.</summary>
    const string Key = "clair";

    /// <summary>
    /// Queues for a place. True once it is held; false when the patience ended first (ask again with the same id to keep the
    /// position). A place lapses unless <see cref="Renew"/> is called.
    /// </summary>
    /// <param name="id">Names this post attempt.</param>
    /// <param name="subject">What is posted: a layer's or manifest's digest.</param>
    /// <param name="patience">How long to wait for the answer.</param>
    [Alias("Enter"), AlwaysInterleave]
    Task<bool> Enter(Guid id, string subject, TimeSpan patience);

    /// <summary>Keeps a held place. False when it has lapsed.</summary>
    [Alias("Renew"), AlwaysInterleave]
    Task<bool> Renew(Guid id);

    /// <summary>Gives the place back. The subject stays barred for the hold, in which Clair may still be storing it.</summary>
    [Alias("Leave"), AlwaysInterleave]
    Task Leave(Guid id, TimeSpan hold);

    /// <summary>Who is in and who waits. Changes nothing.</summary>
    [Alias("GetState"), AlwaysInterleave]
    Task<PostGateState> GetState();
}
