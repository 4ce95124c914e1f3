namespace Scanner.Testing.Registry.Faults;

/// <summary>A fault that meets a request before anybody has looked at it.</summary>
internal abstract record AnsweringFault : RegistryFault
{
    /// <summary>The answer in place of the right one, or null to go on to that.</summary>
    /// <param name="time">The stand-in's clock.</param>
    /// <param name="removed">Cancelled when the fault is switched off.</param>
    /// <param name="aborted">Cancelled when the client leaves or the stand-in stops.</param>
    /// <exception cref="OperationCanceledException">The connection is to be closed without an answer.</exception>
    public abstract Task<RegistryAnswer?> AnswerAsync(TimeProvider time, CancellationToken removed, CancellationToken aborted);
}
