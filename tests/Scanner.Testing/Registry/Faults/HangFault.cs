namespace Scanner.Testing.Registry.Faults;

/// <summary>Holds requests for as long as it is switched on.</summary>
internal sealed record HangFault : AnsweringFault
{
    public override async Task<RegistryAnswer?> AnswerAsync(
        TimeProvider time, CancellationToken removed, CancellationToken aborted)
    {
        var released = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = removed.Register(released.SetResult);
        await released.Task.WaitAsync(aborted);
        return null;
    }
}
