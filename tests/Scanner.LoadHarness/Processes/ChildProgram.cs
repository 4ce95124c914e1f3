using System.Diagnostics;
using System.Globalization;

namespace Scanner.LoadHarness.Processes;

/// <summary>
/// One of our programs in a process of its own, which ends with the harness, however that ends (<see cref="Guard"/>).
/// </summary>
internal sealed class ChildProgram : IAsyncDisposable
{
    /// <summary>Lines of output that are shown if the program ends on its own.</summary>
    private const int LinesKept = 30;

    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly string _program;
    private readonly Process _guard;
    private readonly Queue<string> _lastLines = [];
    private Process? _process;

    private ChildProgram(string program, Process guard)
    {
        (_program, _guard) = (program, guard);
        guard.OutputDataReceived += (_, line) => Keep(line.Data);
        guard.ErrorDataReceived += (_, line) => Keep(line.Data);
    }

    /// <summary>Processor time used so far, by all its threads; to 10 ms on Linux.</summary>
    public TimeSpan CpuTime
    {
        get
        {
            ThrowIfEnded();
            _process!.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <param name="program">Name of a program that is built beside the harness: <c>Scanner.Webhook</c>.</param>
    /// <param name="arguments">Its arguments, as they are.</param>
    /// <param name="cancellationToken">Ends the wait for its start.</param>
    public static async Task<ChildProgram> StartAsync(
        string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(FileOf("Scanner.LoadHarness"), [Guard.Verb, FileOf(program), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var child = new ChildProgram(program, Process.Start(start)!);
        try
        {
            await child.FindProcessAsync(cancellationToken);
            return child;
        }
        catch
        {
            await child.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until the program ends on its own, and throws then.</summary>
    /// <exception cref="HarnessException">It ended; the message holds what it said last.</exception>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        await _guard.WaitForExitAsync(cancellationToken);
        ThrowIfEnded();
    }

    /// <summary>Waits until <paramref name="isReady"/> says so.</summary>
    /// <exception cref="HarnessException">It ended, or was not ready within two minutes.</exception>
    public async Task WaitUntilAsync(Func<CancellationToken, Task<bool>> isReady, CancellationToken cancellationToken)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!await isReady(cancellationToken))
        {
            ThrowIfEnded();
            if (TimeProvider.System.GetElapsedTime(begun) > StartPatience)
                throw new HarnessException($"{_program} was not ready within {StartPatience:c}. It said:\n{LastLines()}");
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            _guard.StandardInput.Close();
            await _guard.WaitForExitAsync().WaitAsync(StopPatience, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            _guard.Kill(entireProcessTree: true);
        }

        _process?.Dispose();
        _guard.Dispose();
    }

    private static string FileOf(string program) =>
        Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? program + ".exe" : program);

    /// <summary>The guard's first line is the id of the process that is the program itself.</summary>
    private async Task FindProcessAsync(CancellationToken cancellationToken)
    {
        var firstLine = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _guard.OutputDataReceived += (_, line) => firstLine.TrySetResult(line.Data);
        _guard.BeginOutputReadLine();
        _guard.BeginErrorReadLine();
        var id = await firstLine.Task.WaitAsync(StartPatience, TimeProvider.System, cancellationToken);
        if (id is null) await _guard.WaitForExitAsync(cancellationToken);
        ThrowIfEnded();
        _process = Process.GetProcessById(int.Parse(id!, CultureInfo.InvariantCulture));
    }

    private void ThrowIfEnded()
    {
        if (_guard.HasExited) throw new HarnessException($"{_program} ended with {_guard.ExitCode}. It said:\n{LastLines()}");
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (_lastLines)
        {
            _lastLines.Enqueue(line);
            if (_lastLines.Count > LinesKept) _lastLines.Dequeue();
        }
    }

    private string LastLines()
    {
        lock (_lastLines) return string.Join('\n', _lastLines);
    }
}
