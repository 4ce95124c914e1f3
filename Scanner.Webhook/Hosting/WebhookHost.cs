using Scanner.Hosting;
using Scanner.Hosting.Logging;
using Scanner.Hosting.Shutdown;
using Scanner.Webhook.Admission;
using Scanner.Webhook.Certificates;
using Scanner.Webhook.Cluster;
using Scanner.Webhook.Policy;
using Scanner.Webhook.Reviews;

namespace Scanner.Webhook.Hosting;

/// <summary>The process that the kube-apiserver calls.</summary>
public static class WebhookHost
{
    /// <summary>Where it listens unless Kestrel's own settings say otherwise.</summary>
    public const string DefaultUrl = "https://localhost:8443";

    /// <summary>Builds the webhook from command line, environment and <paramref name="configure"/>; it is not started yet.</summary>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        configure?.Invoke(builder);
        builder.Logging.AddScannerConsole(builder.Configuration);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.UseDefaultUrl(builder.Configuration, DefaultUrl);
        builder.Services.AddDrain(builder.Configuration);
        builder.Services.AddServingCertificate(builder.Configuration);
        builder.WebHost.UseServingCertificate();
        builder.Services.AddCluster(builder.Configuration);
        builder.Services.AddPolicy(builder.Configuration);
        builder.Services.AddReviews();
        builder.Services.AddAdmission(builder.Configuration);

        var app = builder.Build();
        app.MapAdmission();
        app.MapHealth();
        return app;
    }
}
