using System.Diagnostics;

namespace Scanner.Testing;

/// <summary>Runs a program to its end.</summary>
internal static class ProgramRun
{
    /// <summary>Runs the program and returns what it wrote to its standard output.</summary>
    /// <param name="program">A name on PATH.</param>
    /// <param name="arguments">Its arguments, as they are.</param>
    /// <param name="cancellationToken">Kills the program.</param>
    /// <exception cref="InvalidOperationException">It ended with a code other than 0; the message has its errors.</exception>
    public static async Task<string> OutputAsync(
        string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Start(program, arguments);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode == 0) return await output;
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {(await errors).Trim()}");
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Starts the program with its output and errors to be read by the caller.</summary>
    public static Process Start(string program, IEnumerable<string> arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
}
