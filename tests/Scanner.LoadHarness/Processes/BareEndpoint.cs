using System.Security.Cryptography.X509Certificates;

namespace Scanner.LoadHarness.Processes;

/// <summary>
/// What the webhook is measured against: the least a Kestrel program can do with a review, which is to read it and answer the
/// same bytes each time. Run by the harness in a process of its own, under a verb that its help does not show.
/// </summary>
internal static class BareEndpoint
{
    public const string Verb = "serve-bare";
    public const string AnswerKey = "Bare:Answer";
    public const string CertificateKey = "Bare:CertificateFile";
    public const string PrivateKeyKey = "Bare:KeyFile";

    /// <param name="args">Kestrel's <c>--urls</c>, the answer's bytes in base64, and the certificate's files for HTTPS.</param>
    public static Task RunAsync(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.Logging.ClearProviders();
        var answer = Convert.FromBase64String(builder.Configuration[AnswerKey]!);
        if (builder.Configuration[CertificateKey] is { } certificate)
        {
            var served = X509Certificate2.CreateFromPemFile(certificate, builder.Configuration[PrivateKeyKey]);
            builder.WebHost.UseKestrelHttpsConfiguration();
            builder.WebHost.ConfigureKestrel(
                kestrel => kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = served));
        }

        var app = builder.Build();
        app.MapPost(Endpoints.Validate, (RequestDelegate)(context => AnswerAsync(context, answer)));
        app.MapGet(Endpoints.Live, (RequestDelegate)(context => context.Response.WriteAsync("ok\n", context.RequestAborted)));
        return app.RunAsync();
    }

    private static async Task AnswerAsync(HttpContext context, byte[] answer)
    {
        var body = context.Request.BodyReader;
        while (true)
        {
            var read = await body.ReadAsync(context.RequestAborted);
            body.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted) break;
        }

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = answer.Length;
        await context.Response.Body.WriteAsync(answer, context.RequestAborted);
    }
}
