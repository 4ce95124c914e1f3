using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Scanner.Grains.Clair;
using Scanner.Grains.Freshness;
using Scanner.Grains.Notifications;
using Scanner.Images;
using Scanner.Silo.Hosting;
using Scanner.Silo.Notifications;
using Scanner.Testing;
using Scanner.Testing.Clair;

namespace Scanner.Silo.Tests.Notifications;

/// <summary>From Clair's webhook to the images that are to be read again.</summary>
public sealed class NotificationFlowTests : IAsyncLifetime
{
    private ClairStandIn _clair = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _clair = await ClairStandIn.StartAsync(cancellationToken: Token);

    public ValueTask DisposeAsync() => _clair.DisposeAsync();

    [Fact]
    public async Task RecordedNotifications_Replayed_ReportExactlyTheImagesTheyName()
    {
        var expected = RecordedNotifications.All.SelectMany(notification => notification.Ancestries!)
            .Select(ancestry => Digest.Parse(ancestry.Name)).ToHashSet();
        var images = new ReportedDigests(expected.Count);
        using var client = Client();
        await using var lab = await WebhookLab.StartAsync(configure: services => Register(services, client, images));
        foreach (var notification in RecordedNotifications.All) _clair.AddNotification(notification);

        await _clair.DeliverNotificationsAsync(lab.Endpoint, attempts: 3, Token);
        await images.Complete.WaitAsync(Token);
        await _clair.Counters.WaitAsync(counters => counters.NotificationLookups == RecordedNotifications.All.Count, Token);

        Assert.Equal(12, expected.Count);
        Assert.Equal(expected, images.All.ToHashSet());
        Assert.Equal(expected.Count, images.All.Count);
        Assert.Equal(4, _clair.Counters.Deliveries.Length);
        Assert.All(_clair.Counters.Deliveries, delivery => Assert.True(delivery.Succeeded));
        Assert.Equal(4, _clair.Counters.NotificationGets.Count);
        Assert.Equal((0, 0), (_clair.Counters.Gets, _clair.Counters.Posts.Length));
    }

    [Fact]
    public async Task Flood_OfForgedNames_IsAnsweredAndCostsClairItsPacedLookupsOnly()
    {
        const int Flood = 3_400;
        const int Seconds = 3;
        var clock = new FakeTimeProvider();
        var images = new ReportedDigests(int.MaxValue);
        using var client = Client();
        await using var lab = await WebhookLab.StartAsync(clock, services => Register(services, client, images));

        var together = new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Token };
        await Parallel.ForEachAsync(Enumerable.Range(0, Flood), together, async (_, _) =>
        {
            using var answer = await lab.PostAsync(WebhookLab.BodyOf(Guid.NewGuid()));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        });

        var counters = _clair.Counters;
        await counters.WaitAsync(asked => asked.NotificationLookups == 1, Token);
        for (var step = 1; step <= Seconds * LookupPace.PerSecond; step++)
        {
            clock.Advance(LookupPace.Interval);
            await counters.WaitAsync(asked => asked.NotificationLookups > step, Token);
            Assert.Equal(step + 1, counters.NotificationLookups);
        }

        Assert.Equal(Flood - 1 - (Seconds * LookupPace.PerSecond), lab.Inbox.Count);
        Assert.Equal((0, 0, 0), (counters.Gets, counters.Statuses, counters.NotificationMarks));
        Assert.Empty(images.All);
    }

    [Fact]
    public async Task Silo_AsItIsBuilt_TakesNotificationsAndAsksClair()
    {
        var ports = FreePorts.Take(2);
        await using var silo = SiloHost.Build(["--urls", "http://127.0.0.1:0"], builder =>
        {
            builder.Services.AddSingleton<IAffectedImages>(new ReportedDigests(int.MaxValue));
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Clair:Address"] = _clair.Address.ToString(),
                ["Cluster:SiloPort"] = $"{ports[0]}",
                ["Cluster:GatewayPort"] = $"{ports[1]}",
                ["Logging:LogLevel:Default"] = "Error",
            });
        });
        await silo.StartAsync(Token);
        using var http = new HttpClient { BaseAddress = new Uri(silo.Urls.Single()) };
        using var content = new StringContent(WebhookLab.BodyOf(Guid.NewGuid()), null, "application/json");

        using var answer = await http.PostAsync(NotificationEndpoint.Path, content, Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await _clair.Counters.WaitAsync(counters => counters.NotificationLookups == 1, Token);
        using var health = await http.GetAsync("/readyz", Token);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        await silo.StopAsync(Token);
    }

    private static void Register(IServiceCollection services, ClairClient client, IAffectedImages images)
    {
        services.AddSingleton<IScannerBackend>(client);
        services.AddSingleton(images);
        services.AddSingleton<NotificationReader>();
        services.AddHostedService<NotificationWorker>();
    }

    private ClairClient Client() =>
        new(Options.Create(new ClairOptions { Address = _clair.Address }), NullLoggerFactory.Instance, TimeProvider.System);
}
