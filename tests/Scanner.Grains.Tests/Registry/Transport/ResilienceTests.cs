using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Scanner.Failures;
using Scanner.Grains.Registry;
using Scanner.Grains.Registry.Transport;
using Scanner.Images;
using Scanner.Testing.Images;
using Scanner.Testing.Registry;
using Scanner.Testing.Registry.Faults;

namespace Scanner.Grains.Tests.Registry.Transport;

public sealed class ResilienceTests : IAsyncLifetime
{
    private static readonly Digest Wanted = Digest.Parse(SampleImages.Clean.Digest);

    private RegistryStandIn _registry = null!;

    public async ValueTask InitializeAsync()
    {
        _registry = await RegistryStandIn.StartAsync(cancellationToken: TestContext.Current.CancellationToken);
        _registry.Push(SampleImages.Clean, "lab/web", "v1");
    }

    public ValueTask DisposeAsync() => _registry.DisposeAsync();

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(408)]
    [InlineData(429)]
    public async Task Get_FaultThatPasses_IsTriedAgain(int status)
    {
        _registry.Faults.Add(RegistryFault.Status(status) with { Times = AttemptPipeline.MaxRetries });
        using var services = Services();
        await GetAsync(services.Client(_registry.Host));
        Assert.Equal(3, _registry.Counters.ManifestGets);
    }

    [Fact]
    public async Task Get_ConnectionThatBreaks_IsTriedAgain()
    {
        _registry.Faults.Add(RegistryFault.DropConnection() with { Times = 1 });
        _registry.Faults.Add(RegistryFault.DropInMidBody() with { Times = 1 });
        using var services = Services();
        Assert.Equal(SampleImages.Clean.Manifest, (await GetAsync(services.Client(_registry.Host))).Content);
    }

    [Fact]
    public async Task Get_FaultThatStays_SaysWhatTheRegistrySaid()
    {
        _registry.Faults.Add(RegistryFault.Status(503));
        using var services = Services();
        var failure = await FailAsync(services.Client(_registry.Host));
        Assert.Equal(FailureKind.RegistryUnavailable, failure.Kind);
        Assert.Contains("(503", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"lab/web@{Wanted} at {_registry.Host}", failure.Message, StringComparison.Ordinal);
        Assert.Equal(3, _registry.Counters.ManifestGets);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(403)]
    public async Task Get_Refusal_IsNotTriedAgain(int status)
    {
        _registry.Faults.Add(RegistryFault.Status(status));
        using var services = Services();
        await FailAsync(services.Client(_registry.Host));
        Assert.Equal(1, _registry.Counters.ManifestGets);
    }

    [Fact]
    public async Task Get_NobodyListens_SaysSo()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        // Bound but not listening: the port is ours, and connecting to it is refused.
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var host = socket.LocalEndPoint!.ToString()!;
        using var services = new RegistryServices($"Registry:Insecure:0={host}");
        var failure = await FailAsync(services.Client(host));
        Assert.Equal(FailureKind.RegistryUnavailable, failure.Kind);
        Assert.Contains($"{host} refuses connections", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_HostThatDoesNotExist_SaysSoAfterOneTry()
    {
        using var services = new RegistryServices();
        // RFC 6761: never resolves.
        var failure = await FailAsync(services.Client("registry.invalid"));
        Assert.Equal(FailureKind.RegistryUnavailable, failure.Kind);
        Assert.Contains("registry.invalid", failure.Message, StringComparison.Ordinal);
        Assert.Contains("DNS", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_UntrustedCertificate_SaysWhatToDo()
    {
        await using var tls = await RegistryStandIn.StartAsync(
            new RegistryStandInOptions { Tls = true }, TestContext.Current.CancellationToken);
        using var services = new RegistryServices($"Registry:Trusted:0={tls.Host}");
        var failure = await FailAsync(services.Client(tls.Host));
        Assert.Equal(FailureKind.RegistryUnavailable, failure.Kind);
        Assert.Contains($"TLS with {tls.Host} failed", failure.Message, StringComparison.Ordinal);
        Assert.Contains("SSL_CERT_DIR", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_PlainHttpRegistryThatIsNotListed_SaysWhichKey()
    {
        using var services = new RegistryServices($"Registry:Trusted:0={_registry.Host}");
        var failure = await FailAsync(services.Client(_registry.Host));
        Assert.Equal(FailureKind.RegistryUnavailable, failure.Kind);
        Assert.Contains($"list '{_registry.Host}' under Registry:Insecure", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_RegistryThatHangs_IsGivenUpAndTriedAgain()
    {
        _registry.Faults.Add(RegistryFault.Hang() with { Times = 1 });
        using var services = Services("Registry:AttemptTimeout=00:00:00.5");
        await GetAsync(services.Client(_registry.Host));
        Assert.Equal(2, _registry.Counters.ManifestGets);
    }

    [Fact]
    public async Task Get_RegistryThatOnlyHangs_EndsWithTheRequestTimeout()
    {
        _registry.Faults.Add(RegistryFault.Hang());
        using var services = Services("Registry:AttemptTimeout=00:00:01", "Registry:RequestTimeout=00:00:01");
        var failure = await FailAsync(services.Client(_registry.Host));
        Assert.Equal(FailureKind.RegistryUnavailable, failure.Kind);
        Assert.Contains("did not answer", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_CallerThatLeaves_IsCancelled()
    {
        _registry.Faults.Add(RegistryFault.Hang());
        using var services = Services();
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var get = services.Client(_registry.Host).GetManifestAsync("lab/web", Wanted, PullContext.None, caller.Token);
        await _registry.Counters.WhenReceived(_ => true, cancellationToken: TestContext.Current.CancellationToken);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => get);
    }

    [Fact]
    public async Task Get_RegistryThatKeepsFailing_IsLeftAloneForAWhile()
    {
        _registry.Faults.Add(RegistryFault.Status(500));
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        using var services = new RegistryServices(time, null, $"Registry:Insecure:0={_registry.Host}");
        var client = services.Client(_registry.Host);
        // Eight at once: each one's first attempt counts, and nobody's clock moves on to a retry.
        using var leave = new CancellationTokenSource();
        var first = Enumerable.Range(0, AttemptPipeline.CircuitThroughput)
            .Select(_ => client.GetManifestAsync("lab/web", Wanted, PullContext.None, leave.Token)).ToArray();
        await WhenAnsweredAsync(AttemptPipeline.CircuitThroughput);

        var failure = await EventuallyRefusedAsync(client);
        Assert.Equal(FailureKind.RegistryUnavailable, failure.Kind);
        Assert.Contains($"{_registry.Host} has failed repeatedly since 12:00:00 UTC", failure.Message, StringComparison.Ordinal);
        Assert.NotNull(failure.RetryAfter);
        await leave.CancelAsync();
        foreach (var get in first) await Assert.ThrowsAnyAsync<Exception>(() => get);

        _registry.Faults.Clear();
        time.Advance(AttemptPipeline.CircuitBreak + TimeSpan.FromSeconds(1));
        await GetAsync(client);
    }

    [Fact]
    public async Task Get_MoreThanAtATime_WaitTheirTurn()
    {
        var hang = _registry.Faults.Add(RegistryFault.Hang());
        using var services = Services("Registry:MaxConcurrentRequests=2");
        var client = services.Client(_registry.Host);
        var gets = Enumerable.Range(0, 10).Select(_ => GetAsync(client)).ToArray();
        await _registry.Counters.WhenReceived(_ => true, 2, TestContext.Current.CancellationToken);
        hang.Dispose();
        await Task.WhenAll(gets);
        Assert.Equal(2, _registry.Counters.MaxConcurrentRequests);
    }

    private RegistryServices Services(params IEnumerable<string> settings) =>
        new([$"Registry:Insecure:0={_registry.Host}", .. settings]);

    private static Task<RawManifest> GetAsync(RegistryClient client) =>
        client.GetManifestAsync("lab/web", Wanted, PullContext.None, TestContext.Current.CancellationToken);

    private static Task<ScanException> FailAsync(RegistryClient client) =>
        Assert.ThrowsAsync<ScanException>(() => GetAsync(client));

    private async Task WhenAnsweredAsync(int count)
    {
        while (_registry.Counters.Answers.GetValueOrDefault(500) < count)
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
    }

    // The circuit opens once the client has read what the registry has answered, which is a moment later.
    private static async Task<ScanException> EventuallyRefusedAsync(RegistryClient client)
    {
        while (true)
        {
            using var leave = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            var get = client.GetManifestAsync("lab/web", Wanted, PullContext.None, leave.Token);
            await Task.WhenAny(
                get, Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, TestContext.Current.CancellationToken));
            if (get.IsCompleted) return await Assert.ThrowsAsync<ScanException>(() => get);
            await leave.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => get);
        }
    }
}
