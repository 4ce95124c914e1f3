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
    /// <param name="registry">Where Clair fetches it; one registry never takes all places, so one that hangs stops itself only.</param>
    /// <param name="patience">How long to wait for the answer.</param>
    [Alias("Enter"), AlwaysInterleave]
    Task<bool> Enter(Guid id, string subject, string registry, TimeSpan patience);

    /// <summary>
    /// Keeps a held place. A gate that began anew takes the holder in again; false when somebody else posts the subject by now.
    /// </summary>
    [Alias("Renew"), AlwaysInterleave]
    Task<bool> Renew(Guid id, string subject, string registry);

    /// <summary>Gives the place back. The subject stays barred for the hold, in which Clair may still be storing it.</summary>
    [Alias("Leave"), AlwaysInterleave]
    Task Leave(Guid id, string subject, TimeSpan hold);

    /// <summary>Who is in and who waits. Changes nothing.</summary>
    [Alias("GetState"), AlwaysInterleave]
    Task<PostGateState> GetState();
}
