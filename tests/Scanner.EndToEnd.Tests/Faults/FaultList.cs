namespace Scanner.EndToEnd.Tests.Faults;

/// <summary>Every fault, in the order of the table.</summary>
internal static class FaultList
{
    /// <summary>Silence is noticed by deadlines alone; a review's own is 10 s.</summary>
    private static readonly TimeSpan Silent = TimeSpan.FromSeconds(14);

    private const string Kill = "KILL", Terminate = "TERM", Stop = "STOP", Continue = "CONT";

    public static IReadOnlyList<Fault> All { get; } =
    [
        Silo("SIGKILL", Kill),
        Silo("SIGTERM", Terminate),
        Webhook("SIGKILL", Kill),
        Webhook("SIGTERM", Terminate),
        Clair("SIGKILL", Kill),
        Clair("SIGTERM", Terminate),
        new("Clair", "hangs (SIGSTOP)",
            (world, _) => world.Clair.SignalAsync(Stop),
            (world, _) => world.Clair.SignalAsync(Continue))
        {
            Lasts = Silent,
        },
        // What was sent arrives in the end. A connection that stayed dead though each byte on it is acknowledged, which no dropped
        // packet looks like, would hold a post for Clair:ScanTimeout.
        new("Clair", "black hole",
            (world, _) => Now(world.ClairNetwork.Silence),
            (world, _) => Now(world.ClairNetwork.Pass))
        {
            Lasts = Silent,
        },
        new("Clair", "its database is made anew",
            (world, cancelled) => world.EmptyClairAsync(cancelled),
            (world, _) => Now(() => world.ClairDatabase.Faults.NoLastUpdateTime = false)),
        Postgres("SIGKILL", (world, _) => world.Postgres.KillAsync()),
        Postgres("SIGINT (its fast shutdown)", (world, _) => world.Postgres.StopAsync()),
        new("PostgreSQL", "read-only",
            (world, cancelled) => PostgresReadOnlyAsync(world, true, cancelled),
            (world, cancelled) => PostgresReadOnlyAsync(world, false, cancelled)),
        new("PostgreSQL", "disk full",
            (world, _) => Now(world.PostgresDisk!.Fill),
            (world, _) => Now(world.PostgresDisk!.Free))
        {
            Missing = world => world.PostgresDisk is null ? "A small disk cannot be mounted here: that takes root." : null,
        },
        new("PostgreSQL", "black hole; its old connections stay dead",
            (world, _) => Now(world.PostgresNetwork.Silence),
            (world, _) => Now(world.PostgresNetwork.PassNewOnly))
        {
            Lasts = Silent,
        },
        Registry("SIGKILL", Kill),
        Registry("SIGTERM", Terminate),
        new("registry", "hangs (SIGSTOP)",
            (world, _) => world.Registry.SignalAsync(Stop),
            (world, _) => world.Registry.SignalAsync(Continue))
        {
            Lasts = Silent,
        },
        // Clair sets its downloads no deadline: one on a connection that stayed dead would hold a post for Clair:ScanTimeout too.
        new("registry", "black hole",
            (world, _) => Now(world.RegistryNetwork.Silence),
            (world, _) => Now(world.RegistryNetwork.Pass))
        {
            Lasts = Silent,
        },
        new("kube-apiserver", "SIGKILL",
            (world, _) => world.ApiServer.StopAsync(),
            (world, cancelled) => world.ApiServer.StartAgainAsync(cancelled)),
        new("kube-apiserver", "hangs (SIGSTOP)",
            (world, _) => world.ApiServer.SignalAsync(Stop),
            (world, _) => world.ApiServer.SignalAsync(Continue)),
    ];

    private static Fault Silo(string what, string signal) => new(
        "silo", what,
        (world, _) => world.EndAsync(world.Silos[0], signal),
        (world, cancelled) => world.Scanner.StartSiloAsync(cancelled));

    private static Fault Webhook(string what, string signal) => new(
        "webhook", what,
        (world, _) => world.EndAsync(world.Webhooks[0], signal),
        (world, cancelled) => world.Scanner.StartWebhookAsync(cancelled));

    private static Fault Clair(string what, string signal) => new(
        "Clair", what,
        async (world, cancelled) =>
        {
            await world.Clair.SignalAsync(signal);
            await world.Clair.WaitForEndAsync(cancelled);
            // The network would take connections that nothing behind it takes.
            await world.ClairNetwork.RefuseAsync();
        },
        async (world, cancelled) =>
        {
            await world.Clair.StartAsync(world.ClairDatabase, cancelled);
            world.ClairNetwork.Pass();
        });

    private static Fault Registry(string what, string signal) => new(
        "registry", what,
        async (world, cancelled) =>
        {
            await world.Registry.SignalAsync(signal);
            await world.Registry.WaitForEndAsync(cancelled);
            await world.RegistryNetwork.RefuseAsync();
        },
        async (world, cancelled) =>
        {
            await world.Registry.StartAgainAsync(cancelled);
            world.RegistryNetwork.Pass();
        });

    private static Fault Postgres(string what, Func<FaultWorld, CancellationToken, Task> endAsync) => new(
        "PostgreSQL", what,
        async (world, cancelled) =>
        {
            await endAsync(world, cancelled);
            await world.PostgresNetwork.RefuseAsync();
        },
        async (world, cancelled) =>
        {
            await world.Postgres.StartAgainAsync(cancelled);
            world.PostgresNetwork.Pass();
        });

    private static async Task PostgresReadOnlyAsync(FaultWorld world, bool isReadOnly, CancellationToken cancelled)
    {
        // The session that turns it back is read-only itself, which ALTER SYSTEM does not mind.
        var value = isReadOnly ? "on" : "off";
        await world.Postgres.ExecuteAsync($"ALTER SYSTEM SET default_transaction_read_only = {value}", cancelled);
        await world.Postgres.ExecuteAsync("SELECT pg_reload_conf()", cancelled);
    }

    private static Task Now(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
