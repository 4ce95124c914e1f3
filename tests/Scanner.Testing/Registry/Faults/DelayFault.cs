namespace Scanner.Testing.Registry.Faults;

/// <summary>Waits by the stand-in's clock.</summary>
internal sealed record DelayFault(TimeSpan Duration) : AnsweringFault
{
    public override async Task<RegistryAnswer?> AnswerAsync(
        TimeProvider time, CancellationToken removed, CancellationToken aborted)
    {
        await Task.Delay(Duration, time, aborted);
        return null;
    }
}
