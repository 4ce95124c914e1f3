namespace Scanner.LoadHarness.Load;

/// <summary>Some seconds of load on one server, as much as it takes.</summary>
internal static class LoadWindow
{
    /// <param name="target">The server, and what it is sent.</param>
    /// <param name="connections">Each has one request in flight.</param>
    /// <param name="length">No request begins later than this; those in flight are waited for.</param>
    /// <param name="cancellationToken">Ends the window early.</param>
    public static async Task<WindowResult> RunAsync(
        LoadTarget target, int connections, TimeSpan length, CancellationToken cancellationToken)
    {
        var opened = new List<LoadConnection>();
        try
        {
            for (var index = 0; index < connections; index++) opened.Add(LoadConnection.Open(target));
            var cpu = CpuReading.Of(target);
            var begun = TimeProvider.System.GetTimestamp();
            // A thread for each: a blocked thread costs less of the machine than the thread pool's hand-overs.
            var runs = opened.Select(connection => Task.Factory.StartNew(
                () => new ConnectionRun(connection, target, length).Drive(begun, cancellationToken),
                cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToList();
            var finished = await Task.WhenAll(runs);
            var elapsed = TimeProvider.System.GetElapsedTime(begun);
            return Join(target, finished, elapsed, CpuReading.Of(target).Since(cpu));
        }
        finally
        {
            foreach (var connection in opened) connection.Dispose();
        }
    }

    private static WindowResult Join(LoadTarget target, IReadOnlyList<ConnectionRun> runs, TimeSpan elapsed, CpuReading cpu)
    {
        var latency = new LatencyHistogram();
        foreach (var run in runs) latency.Add(run.Latency);
        return new WindowResult
        {
            Target = target.Name,
            Elapsed = elapsed,
            Latency = latency,
            Failures = runs.Sum(run => run.Failures),
            FirstFailure = runs.Select(run => run.FirstFailure).FirstOrDefault(failure => failure is not null),
            Cpu = cpu,
        };
    }
}
