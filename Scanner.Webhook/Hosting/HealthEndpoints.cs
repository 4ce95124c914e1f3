using Scanner.Hosting.Shutdown;
using Scanner.Webhook.Certificates;
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
        app.MapGet("/readyz", (IClusterConnection cluster, ServingReadiness serving, Drain drain) =>
        {
            if (drain.HasBegun) return NotReady("told to stop");
            if (serving.Refuse() is { } reason) return NotReady(reason);
            // Without silos reviews are still answered, by policy: an unready webhook would only hide the reason from the user.
            return Results.Text(cluster.Grains is null ? "ok, but no silo has been reached yet\n" : "ok\n");
        });
    }

    private static IResult NotReady(string reason) =>
        Results.Text(reason + "\n", statusCode: StatusCodes.Status503ServiceUnavailable);
}
