namespace Scanner.Testing.Registry.Faults;

/// <summary>Closes the connection.</summary>
internal sealed record DropConnectionFault : AnsweringFault
{
    public override Task<RegistryAnswer?> AnswerAsync(
        TimeProvider time, CancellationToken removed, CancellationToken aborted) =>
        Task.FromResult<RegistryAnswer?>(new RegistryAnswer { Status = 0, Dropped = true });
}
