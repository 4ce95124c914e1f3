using Scanner.Testing.Clair;

namespace Scanner.Testing.Tests.Clair.Contract;

/// <summary>The contract against what the real Clair sent.</summary>
public sealed class RecordedDeliveryTests : DeliveryContract
{
    private protected override Task<IReadOnlyList<WebhookPost>> PostsAsync() => Task.FromResult<IReadOnlyList<WebhookPost>>(
    [
        .. ClairRecordings.Read("notifier-posts.json").AsArray().Select(post => new WebhookPost(
            DateTimeOffset.UnixEpoch.AddSeconds((double)post!["t"]!),
            (string)post["method"]!,
            (string)post["path"]!,
            (string)post["proto"]!,
            [.. post["headers"]!.AsArray().Select(header => $"{header![0]}: {header[1]}")],
            (string)post["body"]!)),
    ]);
}
