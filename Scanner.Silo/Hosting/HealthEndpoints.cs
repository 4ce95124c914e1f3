using Scanner.Hosting.Shutdown;

namespace Scanner.Silo.Hosting;

/// <summary>
/// <c>/livez</c>: the process answers. <c>/readyz</c>: the silo has joined the cluster. Neither depends on Clair, storage or
/// registries.
/// </summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/livez", () => "ok\n");
        app.MapGet("/readyz", (ISiloStatusOracle silo, Drain drain) =>
        {
            if (drain.HasBegun) return Results.Text("told to stop\n", statusCode: StatusCodes.Status503ServiceUnavailable);
            return silo.CurrentStatus == SiloStatus.Active
                ? Results.Text("ok\n")
                : Results.Text($"the silo is {silo.CurrentStatus}\n", statusCode: StatusCodes.Status503ServiceUnavailable);
        });
    }
}
