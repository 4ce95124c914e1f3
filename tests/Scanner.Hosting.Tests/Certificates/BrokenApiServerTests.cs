using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Scanner.Hosting.ApiServer;
using Scanner.Hosting.Certificates;
using Scanner.Testing.Kubernetes;

namespace Scanner.Hosting.Tests.Certificates;

/// <summary>An API server that stalls, or a proxy in its place, ends no process.</summary>
public sealed class BrokenApiServerTests
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromMilliseconds(200);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, "did not answer within")]
    [InlineData(true, "the answer was no JSON")]
    public async Task Read_BrokenApiServer_SaysHow(bool html, string said)
    {
        await using var server = html ? BrokenApiServer.Html() : BrokenApiServer.Silent();
        using var connection = Connect(server);

        var error = await Assert.ThrowsAsync<CryptographicException>(() => Source(connection).ReadAsync(Token));

        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_CallerGivesUp_IsNoTroubleOfTheApiServer()
    {
        await using var server = BrokenApiServer.Silent();
        using var connection = Connect(server, TimeSpan.FromMinutes(1));
        using var own = new CancellationTokenSource();

        var read = Source(connection).ReadAsync(own.Token);
        await own.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Execute_BrokenApiServer_ReportsAndGoesOn(bool html)
    {
        await using var server = html ? BrokenApiServer.Html() : BrokenApiServer.Silent();
        using var connection = Connect(server);

        await GoesOnAsync(Source(connection), html ? "no JSON" : "did not answer");
    }

    [Fact]
    public Task Execute_SourceFailsAsNobodyForesaw_ReportsAndGoesOn() => GoesOnAsync(new BrokenSource(), "unforeseen");

    /// <summary>Looks until the second failure, which only comes when the first one ended nothing.</summary>
    private static async Task GoesOnAsync(ICertificateSource source, string said)
    {
        var clock = new FakeTimeProvider();
        var counted = new CountingSource(source);
        var log = new HeardLog();
        using var certificate = new ReloadingCertificate(counted, clock, log);
        await certificate.StartAsync(Token);

        while (counted.Failures < 2)
        {
            clock.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
            Token.ThrowIfCancellationRequested();
            Assert.False(certificate.ExecuteTask!.IsCompleted);
        }

        await certificate.StopAsync(Token);
        Assert.True(certificate.ExecuteTask!.IsCompletedSuccessfully);
        Assert.Contains(said, Assert.Single(log.Lines), StringComparison.Ordinal);
    }

    private static ApiServerConnection Connect(BrokenApiServer server, TimeSpan? callTimeout = null) =>
        new(Options.Create(new ApiServerOptions { Kubeconfig = server.Kubeconfig }), callTimeout ?? CallTimeout);

    private static SecretCertificateSource Source(ApiServerConnection connection) => new("Tls", "it", withCa: false, connection);

    private sealed class BrokenSource : ICertificateSource
    {
        public string Name => "the broken source";

        public bool MayComeLater => true;

        public Task<CertificatePem?> ReadAsync(CancellationToken cancellationToken) =>
            throw new InvalidOperationException("unforeseen");
    }

    private sealed class CountingSource(ICertificateSource inner) : ICertificateSource
    {
        private int _failures;

        public int Failures => Volatile.Read(ref _failures);

        public string Name => inner.Name;

        public bool MayComeLater => inner.MayComeLater;

        public async Task<CertificatePem?> ReadAsync(CancellationToken cancellationToken)
        {
            try
            {
                return await inner.ReadAsync(cancellationToken);
            }
            catch (Exception) when (!cancellationToken.IsCancellationRequested)
            {
                Interlocked.Increment(ref _failures);
                throw;
            }
        }
    }

    private sealed class HeardLog : ILogger<ReloadingCertificate>
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(formatter(state, exception));
    }
}
