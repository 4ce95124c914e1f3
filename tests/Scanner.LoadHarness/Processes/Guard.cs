using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Scanner.LoadHarness.Processes;

/// <summary>
/// Starts a program and ends it when its own standard input closes, as that does however the harness ends. So the products'
/// programs can be measured as they are. Run by the harness in a process of its own, under a verb that its help does not show.
/// </summary>
internal static class Guard
{
    public const string Verb = "guard";

    /// <summary>Writes the program's process id as the first line; whatever follows is the program's output.</summary>
    /// <param name="command">The program's file and its arguments.</param>
    /// <returns>The program's exit code.</returns>
    public static async Task<int> RunAsync(string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command.Skip(1)))!;
        Console.WriteLine(process.Id.ToString(CultureInfo.InvariantCulture));
        var told = new TaskCompletionSource();
        // A Ctrl-C reaches the whole group of processes; the harness closes the input once it has seen it.
        using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            told.TrySetResult();
        });
        var ended = process.WaitForExitAsync();
        await Task.WhenAny(ended, told.Task, Task.Run(ReadToEndOfInput));
        if (!process.HasExited) process.Kill();
        await ended;
        return process.ExitCode;
    }

    private static void ReadToEndOfInput()
    {
        using var input = Console.OpenStandardInput();
        while (input.ReadByte() >= 0)
        {
        }
    }
}
