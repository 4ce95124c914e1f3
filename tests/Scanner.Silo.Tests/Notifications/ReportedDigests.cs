using System.Collections.Concurrent;
using Scanner.Grains.Freshness;
using Scanner.Images;

namespace Scanner.Silo.Tests.Notifications;

/// <summary>Keeps what is reported, and tells when it is as much as was expected.</summary>
internal sealed class ReportedDigests(int expected) : IAffectedImages
{
    private readonly ConcurrentQueue<Digest> _digests = new();
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<Digest> All => [.. _digests];

    public Task Complete => _complete.Task;

    public Task ReportAsync(Digest digest)
    {
        _digests.Enqueue(digest);
        if (_digests.Count == expected) _complete.TrySetResult();
        return Task.CompletedTask;
    }
}
