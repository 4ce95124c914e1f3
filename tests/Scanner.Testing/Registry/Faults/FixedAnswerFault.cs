namespace Scanner.Testing.Registry.Faults;

/// <summary>The same answer for everyone.</summary>
internal sealed record FixedAnswerFault(RegistryAnswer Answer) : AnsweringFault
{
    public override Task<RegistryAnswer?> AnswerAsync(
        TimeProvider time, CancellationToken removed, CancellationToken aborted) =>
        Task.FromResult<RegistryAnswer?>(Answer);
}
