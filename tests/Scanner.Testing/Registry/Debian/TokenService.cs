using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Scanner.Testing.Registry.Authentication;

namespace Scanner.Testing.Registry.Debian;

/// <summary>
/// A token service for docker-registry: the stand-in's token endpoint, with tokens that the real registry verifies.
/// </summary>
public sealed class TokenService : IAsyncDisposable
{
    /// <summary>Name of the issuer, to be set in the registry's configuration.</summary>
    public const string Issuer = "scanner-test-issuer";

    private const int RsaBits = 2048;

    private readonly WebApplication _app;
    private readonly X509Certificate2 _certificate;

    private TokenService(WebApplication app, X509Certificate2 certificate)
    {
        _app = app;
        _certificate = certificate;
        Realm = new Uri(new Uri(app.Urls.Single()), RegistryPath.Token);
    }

    /// <summary><c>http://127.0.0.1:port/token</c>.</summary>
    public Uri Realm { get; }

    /// <summary>For the registry's <c>rootcertbundle</c>.</summary>
    public string RootCertificatePem => _certificate.ExportCertificatePem();

    public static async Task<TokenService> StartAsync(BearerAccess access, TimeProvider time, CancellationToken cancellationToken)
    {
        var certificate = NewCertificate(time);
        var signer = new TokenSigner(certificate, Issuer, access.Service);
        var endpoint = new TokenEndpoint(access, time, signer.Sign);

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port: 0));
        var app = builder.Build();
        app.Run(context => endpoint.Answer(context.Request).SendAsync(context, () => { }, context.RequestAborted));
        await app.StartAsync(cancellationToken);
        return new TokenService(app, certificate);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _certificate.Dispose();
    }

    private static X509Certificate2 NewCertificate(TimeProvider time)
    {
        using var key = RSA.Create(RsaBits);
        var request = new CertificateRequest("CN=" + Issuer, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = time.GetUtcNow();
        return request.CreateSelfSigned(now.AddHours(-1), now.AddHours(12));
    }
}
