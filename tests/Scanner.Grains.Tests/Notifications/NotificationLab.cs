using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Scanner.Grains.Clair;
using Scanner.Grains.Notifications;
using Scanner.Images;
using Scanner.Testing.Clair;

namespace Scanner.Grains.Tests.Notifications;

/// <summary>An inbox that is worked off against a Clair stand-in.</summary>
internal sealed class NotificationLab : IAsyncDisposable
{
    /// <summary>The one image of <see cref="FinishAsync"/>.</summary>
    private static readonly Digest Last = DigestOf(999_999);

    private readonly ClairClient _client;
    private readonly NotificationWorker _worker;

    private NotificationLab(ClairStandIn clair, TimeProvider clock)
    {
        Clair = clair;
        _client = new ClairClient(
            Options.Create(new ClairOptions { Address = clair.Address }), NullLoggerFactory.Instance, TimeProvider.System);
        var reader = new NotificationReader(_client, Images, clock, NullLogger<NotificationReader>.Instance);
        _worker = new NotificationWorker(Inbox, reader, NullLogger<NotificationWorker>.Instance);
    }

    public ClairStandIn Clair { get; }

    public NotificationInbox Inbox { get; } = new();

    public ReportedDigests Images { get; } = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="clock">The worker's; null for the real one, whose pace is fast enough for a few look-ups.</param>
    public static async Task<NotificationLab> StartAsync(TimeProvider? clock = null)
    {
        var clair = await ClairStandIn.StartAsync(cancellationToken: Token);
        var lab = new NotificationLab(clair, clock ?? TimeProvider.System);
        await lab._worker.StartAsync(Token);
        return lab;
    }

    /// <summary>A digest by number.</summary>
    public static Digest DigestOf(int number) => Digest.Parse($"sha256:{number:x64}");

    /// <summary>Has Clair make a notification about these ancestries; its name.</summary>
    public Guid Notify(params IEnumerable<string> ancestries)
    {
        var name = Guid.NewGuid();
        Clair.AddNotification(new ClairNotification
        {
            Name = name.ToString(),
            Old = ClairAdvisory.Recorded[1],
            New = ClairAdvisory.Recorded[0],
            Ancestries = [.. ancestries.Select((ancestry, index) => new ClairAffectedAncestry(index + 1, ancestry))],
        });
        return name;
    }

    /// <summary>Waits until all that is in the inbox was worked off, which happens in its order.</summary>
    /// <returns>What was reported before.</returns>
    public async Task<IReadOnlyList<Digest>> FinishAsync()
    {
        Inbox.TryAdd(Notify(Last.ToString()));
        await Images.WaitForAsync(Last, Token);
        return [.. Images.All.Where(digest => digest != Last)];
    }

    public async ValueTask DisposeAsync()
    {
        await _worker.StopAsync(CancellationToken.None);
        _worker.Dispose();
        _client.Dispose();
        await Clair.DisposeAsync();
    }
}
