using System.Diagnostics;

namespace Scanner.Testing;

/// <summary>Runs a program to its end.</summary>
public static class ProgramRun
{
    /// <summary>Runs the program and returns what it wrote to its standard output.</summary>
    /// <param name="program">A name on PATH.</param>
    /// <param name="arguments">Its arguments, as they are.</param>
    /// <param name="cancellationToken">Kills the program.</param>
    /// <exception cref="InvalidOperationException">It ended with a code other than 0; the message has its errors.</exception>
    public static async Task<string> OutputAsync(
        string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var result = await ResultAsync(program, arguments, input: null, cancellationToken);
        return result.Succeeded
            ? result.Output
            : throw new InvalidOperationException($"{program} ended with {result.ExitCode}: {result.Errors.Trim()}");
    }

    /// <summary>Runs the program and returns what it wrote and how it ended.</summary>
    /// <param name="program">A file, or a name on PATH.</param>
    /// <param name="arguments">Its arguments, as they are.</param>
    /// <param name="input">What it reads from its standard input; null for nothing.</param>
    /// <param name="cancellationToken">Kills the program.</param>
    public static async Task<ProgramResult> ResultAsync(
        string program, IEnumerable<string> arguments, string? input, CancellationToken cancellationToken)
    {
        using var process = Start(program, arguments, withInput: true);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            if (input is not null) await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
            process.StandardInput.Close();
            await process.WaitForExitAsync(cancellationToken);
            return new ProgramResult(process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Starts the program with its output and errors to be read by the caller.</summary>
    public static Process Start(string program, IEnumerable<string> arguments, bool withInput = false) =>
        Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = withInput,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
}
