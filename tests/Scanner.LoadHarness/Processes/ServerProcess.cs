namespace Scanner.LoadHarness.Processes;

/// <summary>A program that answers reviews.</summary>
internal sealed record ServerProcess(Uri Address, ChildProgram Program);
