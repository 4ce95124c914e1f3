namespace Scanner.Testing;

/// <summary>What a program that has ended wrote and returned.</summary>
public sealed record ProgramResult(int ExitCode, string Output, string Errors)
{
    public bool Succeeded => ExitCode == 0;
}
