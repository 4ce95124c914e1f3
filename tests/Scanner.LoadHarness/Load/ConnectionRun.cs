namespace Scanner.LoadHarness.Load;

/// <summary>The requests of one connection in one window, one after the other.</summary>
internal sealed class ConnectionRun(LoadConnection connection, LoadTarget target, TimeSpan length)
{
    public LatencyHistogram Latency { get; } = new();

    public long Failures { get; private set; }

    public string? FirstFailure { get; private set; }

    /// <summary>Returns itself when the window is over; sooner, with a failure, where the connection broke.</summary>
    public ConnectionRun Drive(long begun, CancellationToken cancellationToken)
    {
        var clock = TimeProvider.System;
        var requests = target.Requests.Select(request => request.Copy()).ToArray();
        try
        {
            for (var index = 0; clock.GetElapsedTime(begun) < length; index = (index + 1) % requests.Length)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var request = requests[index];
                if (target.Numbers is { } numbers) request.Number(numbers.Next());
                var sent = clock.GetTimestamp();
                var wrongAnswer = connection.Exchange(request);
                if (wrongAnswer is null) Latency.Record(clock.GetElapsedTime(sent));
                else Fail(wrongAnswer);
            }
        }
        catch (IOException fault)
        {
            Fail(fault.Message);
        }

        return this;
    }

    private void Fail(string what)
    {
        Failures++;
        FirstFailure ??= what;
    }
}
