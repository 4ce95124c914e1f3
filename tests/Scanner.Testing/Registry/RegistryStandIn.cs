using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Scanner.Testing.Images;
using Scanner.Testing.Registry.Faults;

namespace Scanner.Testing.Registry;

/// <summary>
/// A registry for tests: the pull half of the OCI distribution spec on a real socket of 127.0.0.1, answering as docker-registry
/// 2.8.2 does, with counters and with faults that can be switched while it runs. A contract test holds it against the real one.
/// </summary>
public sealed class RegistryStandIn : IAsyncDisposable
{
    /// <summary>How long requests in flight may take to notice that the stand-in stops.</summary>
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(1);

    private readonly WebApplication _app;
    private readonly RegistryContent _content;
    private readonly CancellationTokenSource _stopping;
    private int _disposed;

    private RegistryStandIn(
        WebApplication app, RegistryPipeline pipeline, X509Certificate2? certificate, CancellationTokenSource stopping)
    {
        _app = app;
        _content = pipeline.Content;
        _stopping = stopping;
        Counters = pipeline.Counters;
        Faults = pipeline.Faults;
        Certificate = certificate;
        BaseAddress = new Uri(app.Urls.Single());
    }

    /// <summary><c>127.0.0.1:port</c>, as image references write it.</summary>
    public string Host => BaseAddress.Authority;

    /// <summary><c>http://127.0.0.1:port/</c>, or <c>https:</c>.</summary>
    public Uri BaseAddress { get; }

    /// <summary>The certificate of a TLS stand-in, for tests that trust it; null without TLS.</summary>
    public X509Certificate2? Certificate { get; }

    public RegistryCounters Counters { get; }

    public RegistryFaults Faults { get; }

    /// <summary>Starts a stand-in on a free port. It answers when this returns.</summary>
    public static async Task<RegistryStandIn> StartAsync(
        RegistryStandInOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new RegistryStandInOptions();
        var certificate = options.Tls ? SelfSignedCertificate.ForLoopback(options.Time) : null;
        var stopping = new CancellationTokenSource();
        var pipeline = new RegistryPipeline(options, stopping.Token);
        var app = Build(certificate);
        app.Run(pipeline.InvokeAsync);
        await app.StartAsync(cancellationToken);
        return new RegistryStandIn(app, pipeline, certificate, stopping);
    }

    /// <summary>Stores an image and points the tag, if one is given, to it. A tag that exists is moved.</summary>
    public void Push(BuiltImage image, string repository, string? tag = null)
    {
        _content.Store(repository, image);
        if (tag is not null) _content.Tag(repository, tag, image.Digest);
    }

    /// <summary>Stores an index with all its images and points the tag, if one is given, to the index.</summary>
    public void Push(BuiltIndex index, string repository, string? tag = null)
    {
        foreach (var image in index.Images) _content.Store(repository, image);
        _content.StoreManifest(repository, new StoredManifest(index.Digest, index.MediaType, index.Manifest));
        if (tag is not null) _content.Tag(repository, tag, index.Digest);
    }

    /// <summary>
    /// Stores bytes as a manifest, whatever they are, and points the tag to them: for manifests that no builder makes.
    /// </summary>
    /// <returns>The digest of the bytes.</returns>
    public string PushManifest(byte[] manifest, string mediaType, string repository, string? tag = null)
    {
        var digest = ContentDigest.Of(manifest);
        _content.StoreManifest(repository, new StoredManifest(digest, mediaType, manifest));
        if (tag is not null) _content.Tag(repository, tag, digest);
        return digest;
    }

    /// <summary>Points a tag to a manifest that the repository has.</summary>
    /// <exception cref="InvalidOperationException">The repository does not have it.</exception>
    public void MoveTag(string repository, string tag, string digest) => _content.Tag(repository, tag, digest);

    /// <summary>Removes a manifest and every tag that points to it.</summary>
    public void DeleteManifest(string repository, string digest) => _content.DeleteManifest(repository, digest);

    /// <summary>Removes a blob, so that a layer of an image is missing.</summary>
    public void DeleteBlob(string repository, string digest) => _content.DeleteBlob(repository, digest);

    /// <summary>Lets go of requests that hang, and stops. A second call does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return;
        await _stopping.CancelAsync();
        await _app.DisposeAsync();
        _stopping.Dispose();
        Certificate?.Dispose();
    }

    private static WebApplication Build(X509Certificate2? certificate)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port: 0, endpoint =>
            {
                endpoint.Protocols = HttpProtocols.Http1;
                if (certificate is not null) endpoint.UseHttps(certificate);
            });
        });
        if (certificate is not null) builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopPatience);
        return builder.Build();
    }
}
