using Scanner.Hosting.Shutdown;
using Scanner.Webhook.Cluster;

namespace Scanner.Webhook.Hosting;

/// <summary>
/// <c>/livez</c>: the process answers. <c>/readyz</c>: it may be sent reviews. Neither depends on Clair, storage or registries.
/// </summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/livez", () => "ok\n");
        // Without silos reviews are still answered, by policy: an unready webhook would only hide the reason from the user.
        app.MapGet("/readyz", (IClusterConnection cluster, Drain drain) => drain.HasBegun
            ? Results.Text("told to stop\n", statusCode: StatusCodes.Status503ServiceUnavailable)
            : Results.Text(cluster.Grains is null ? "ok, but no silo has been reached yet\n" : "ok\n"));
    }
}
