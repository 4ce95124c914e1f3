using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Scanner.Hosting.Certificates;
using Scanner.Testing;

namespace Scanner.Hosting.Tests.Certificates;

public sealed class ReloadingCertificateTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _authority = new();

    private string CertificateFile => _folder.File("tls.crt");

    private string KeyFile => _folder.File("tls.key");

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Start_Files_AreLoadedWhenItReturns()
    {
        Write("first");
        using var certificate = Reloading();

        await certificate.StartAsync(TestContext.Current.CancellationToken);

        Assert.Equal("CN=first", certificate.Current!.Leaf.Subject);
        await certificate.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Current_FilesReplaced_IsTheNewOneAndStaysWhenTheNextIsBroken()
    {
        Write("first");
        using var certificate = Reloading();
        await certificate.StartAsync(TestContext.Current.CancellationToken);

        Write("second");
        await UntilAsync(() => certificate.Current!.Leaf.Subject == "CN=second");
        File.WriteAllText(CertificateFile, "no certificate");
        _clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("CN=second", certificate.Current!.Leaf.Subject);
        await certificate.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Start_NoCertificateInTheFile_NamesBothFiles()
    {
        Write("first");
        File.WriteAllText(CertificateFile, "no certificate");
        using var certificate = Reloading();

        var error = await Assert.ThrowsAnyAsync<CryptographicException>(() => certificate.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains(CertificateFile, error.Message, StringComparison.Ordinal);
        Assert.Contains("Tls:KeyFile", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_KeyOfAnotherCertificate_NamesBothFiles()
    {
        Write("first");
        var first = File.ReadAllText(CertificateFile);
        Write("second");
        File.WriteAllText(CertificateFile, first);
        using var certificate = Reloading();

        var error = await Assert.ThrowsAnyAsync<CryptographicException>(() => certificate.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains("Tls:KeyFile", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task First_SourceWithoutOneYet_ComesWhenTheSourceHasIt()
    {
        var source = new LateSource();
        using var certificate = new ReloadingCertificate(source, _clock, NullLogger<ReloadingCertificate>.Instance);
        await certificate.StartAsync(TestContext.Current.CancellationToken);
        var first = certificate.FirstAsync(TestContext.Current.CancellationToken);
        Assert.Null(certificate.Current);

        var (pem, key) = _authority.Issue(["late"]);
        source.Pem = new CertificatePem(pem, key, _authority.CaPem);
        await UntilAsync(() => first.IsCompleted);

        Assert.Equal("CN=late", (await first).Leaf.Subject);
        Assert.Single((await first).Roots);
        await certificate.StopAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Moves the clock until another thread has done what it does at a time.</summary>
    private async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            _clock.Advance(TimeSpan.FromSeconds(5));
            await Task.Yield();
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }
    }

    private ReloadingCertificate Reloading() => new(
        new FileCertificateSource("Tls", CertificateFile, KeyFile, caFile: null), _clock, NullLogger<ReloadingCertificate>.Instance);

    private void Write(string name)
    {
        var (certificate, key) = _authority.Issue([name]);
        File.WriteAllText(KeyFile, key);
        File.WriteAllText(CertificateFile, certificate);
    }

    private sealed class LateSource : ICertificateSource
    {
        public CertificatePem? Pem { get; set; }

        public string Name => "the late source";

        public bool MayComeLater => true;

        public Task<CertificatePem?> ReadAsync(CancellationToken cancellationToken) => Task.FromResult(Pem);
    }
}
