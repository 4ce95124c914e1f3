using System.Collections.Concurrent;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Microsoft.Extensions.Time.Testing;
using Scanner.Testing;
using Scanner.Webhook.Certificates.Authority;

namespace Scanner.Webhook.Tests.Certificates.Authority;

public sealed class RotationUnderLoadTests(KubernetesFixture kubernetes)
{
    /// <summary>How late the handshaking client is to learn of a new caBundle; with the 5 s of the webhook less than the overlap.</summary>
    private static readonly TimeSpan Lag = TimeSpan.FromSeconds(3);

    /// <summary>From the start of the load until CA and leaf are due.</summary>
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(5);

    private readonly ConcurrentQueue<string> _failures = new();
    private int _handshakes;
    private int _requests;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rotation_OfLeafAndCa_FailsNoHandshakeAndNoRequest()
    {
        await using var cluster = await SelfManagedCluster.CreateAsync(kubernetes.Server);
        await AgeAsync(cluster);
        var webhook = await cluster.StartWebhookAsync();
        await cluster.InstallConfigurationAsync(webhook);
        await SelfManagedCluster.UntilAsync(async () => await TryRequestAsync(cluster) is null);
        var first = (await cluster.CaAsync()).Current!;

        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var load = Task.WhenAll(
            RequestAsync(cluster, enough.Token), RequestAsync(cluster, enough.Token),
            HandshakeAsync(cluster, webhook, enough.Token), HandshakeAsync(cluster, webhook, enough.Token));
        HashSet<string> leaves = [];
        await SelfManagedCluster.UntilAsync(async () =>
        {
            leaves.Add((await cluster.LeafAsync(SelfManagedCluster.ServingSecret)).Leaf!.Certificate.Thumbprint);
            var trusted = (await cluster.CaAsync()).Trusted;
            return !trusted.IsEmpty && !trusted.Contains(first);
        });
        var after = _requests;
        await SelfManagedCluster.UntilAsync(() => Task.FromResult(_requests > after + 20));
        await enough.CancelAsync();
        await load;

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{_requests} requests, {_handshakes} handshakes, {leaves.Count} leaves, {_failures.Count} failures");
        Assert.True(_failures.IsEmpty, string.Join('\n', _failures.Take(5)));
        // The API server did ask: without the webhook it refuses.
        await cluster.StopWebhookAsync(0);
        Assert.NotNull(await TryRequestAsync(cluster));
        Assert.InRange(leaves.Count, 2, 3);
        Assert.True(_handshakes > 100 && _requests > 100, $"{_handshakes} handshakes, {_requests} requests");
    }

    /// <summary>Lets the past pass: a CA and a leaf that are due for renewal in a moment.</summary>
    private static async Task AgeAsync(SelfManagedCluster cluster)
    {
        var now = TimeProvider.System.GetUtcNow();
        var clock = new FakeTimeProvider(now - (cluster.CaLifetime - cluster.LeafLifetime - SelfManagedCluster.Overlap) + Lead);
        var reconciler = cluster.Reconciler(clock);
        await reconciler.TickAsync(Token);
        clock.SetUtcNow(now - (cluster.LeafLifetime * 2 / 3) + Lead);
        await reconciler.TickAsync(Token);
    }

    private async Task RequestAsync(SelfManagedCluster cluster, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            if (await TryRequestAsync(cluster) is { } failure) _failures.Enqueue(failure);
            Interlocked.Increment(ref _requests);
        }
    }

    /// <summary>The API server asks both webhooks.</summary>
    private static async Task<string?> TryRequestAsync(SelfManagedCluster cluster)
    {
        try
        {
            await cluster.Admin.CoreV1.CreateNamespacedConfigMapAsync(
                // Of some thousand names that the server generates, two are likely to be the same, which it refuses.
                new V1ConfigMap { Metadata = new() { Name = $"load-{Guid.NewGuid():n}" } }, cluster.Namespace, cancellationToken: Token);
            return null;
        }
        catch (HttpOperationException e)
        {
            return e.Response.Content;
        }
    }

    private async Task HandshakeAsync(SelfManagedCluster cluster, Uri webhook, CancellationToken enough)
    {
        var seen = new Queue<(DateTimeOffset At, TrustBundle Bundle)>();
        var trusted = (await cluster.CaBundlesAsync())[0];
        while (!enough.IsCancellationRequested)
        {
            var now = TimeProvider.System.GetUtcNow();
            seen.Enqueue((now, (await cluster.CaBundlesAsync())[0]));
            while (now - seen.Peek().At >= Lag) trusted = seen.Dequeue().Bundle;
            if (await WebhookCaller.HandshakeAsync(webhook, trusted, Token) is { } failure) _failures.Enqueue(failure);
            Interlocked.Increment(ref _handshakes);
        }
    }
}
