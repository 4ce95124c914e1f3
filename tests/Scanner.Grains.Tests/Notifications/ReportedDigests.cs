using System.Collections.Concurrent;
using System.Threading.Channels;
using Scanner.Grains.Freshness;
using Scanner.Images;

namespace Scanner.Grains.Tests.Notifications;

/// <summary>Keeps what is reported, in order.</summary>
internal sealed class ReportedDigests : IAffectedImages
{
    private readonly ConcurrentQueue<Digest> _digests = new();
    private readonly Channel<Digest> _reported = Channel.CreateUnbounded<Digest>();

    public IReadOnlyList<Digest> All => [.. _digests];

    /// <summary>Called with each digest before it is kept; may throw.</summary>
    public Action<Digest> OnReport { get; set; } = _ => { };

    public Task ReportAsync(Digest digest)
    {
        OnReport(digest);
        _digests.Enqueue(digest);
        _reported.Writer.TryWrite(digest);
        return Task.CompletedTask;
    }

    /// <summary>Waits until a digest is reported that was not waited for yet. For one caller at a time.</summary>
    public async Task WaitForAsync(Digest digest, CancellationToken cancellationToken)
    {
        while (await _reported.Reader.ReadAsync(cancellationToken) != digest)
        {
            // Another one.
        }
    }
}
