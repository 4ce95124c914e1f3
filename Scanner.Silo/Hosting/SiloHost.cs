using Scanner.Hosting;
using Scanner.Hosting.Logging;
using Scanner.Hosting.Shutdown;
using Scanner.Silo.Cluster;
using Scanner.Silo.Inventory;
using Scanner.Silo.Notifications;
using Scanner.Silo.PullSecrets;
using Scanner.Silo.Storage;

namespace Scanner.Silo.Hosting;

/// <summary>The process that hosts the grains.</summary>
public static class SiloHost
{
    /// <summary>Where its health endpoints and Clair's webhook listen unless Kestrel's own settings say otherwise.</summary>
    public const string DefaultUrl = "http://localhost:8081";

    /// <summary>Builds the silo from command line, environment and <paramref name="configure"/>; it is not started yet.</summary>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        configure?.Invoke(builder);
        builder.Logging.AddScannerConsole(builder.Configuration);
        builder.WebHost.UseDefaultUrl(builder.Configuration, DefaultUrl);
        builder.Services.AddDrain(builder.Configuration);
        builder.Services.AddStorage(builder.Configuration);
        builder.Services.AddScannerGrains(builder.Configuration);
        builder.Services.AddPullSecrets(builder.Configuration);
        builder.Services.AddInventory(builder.Configuration);
        builder.Services.AddClairNotifications();
        builder.AddSilo();

        var app = builder.Build();
        app.MapHealth();
        app.MapClairNotifications();
        return app;
    }
}
