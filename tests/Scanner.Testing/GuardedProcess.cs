using System.Diagnostics;
using System.Globalization;

namespace Scanner.Testing;

/// <summary>
/// A program in a process of its own, which ends with this one, however this one ends: a shell beside it reads a pipe that
/// closes then.
/// </summary>
public sealed class GuardedProcess : IAsyncDisposable
{
    /// <summary>Lines of output kept for messages.</summary>
    private const int LinesKept = 200;

    /// <summary>How long a program may take to end once it is killed.</summary>
    private static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(10);

    // The program's own input is closed, so that it cannot eat what the guard reads. A signal to the whole group of processes must
    // not end the guard before the program. The trap comes after the program's start: until the program is in its place the shell's child
    // would take its signals for the shell's, and lose them.
    private const string Guard =
        """
        exec 3<&0
        "$@" </dev/null 3<&- &
        program=$!
        trap : TERM INT HUP
        { trap '' TERM INT HUP; read -r line <&3; kill -KILL $program; } >/dev/null 2>&1 &
        guard=$!
        echo "guarded:$program"
        while
          wait $program
          status=$?
          kill -0 $program 2>/dev/null
        do :; done
        kill -KILL $guard 2>/dev/null
        exit $status
        """;

    /// <summary>What the guard writes before the program's id; the program may have written before it.</summary>
    private const string IdMark = "guarded:";

    private readonly string _name;
    private readonly Process _shell;
    private readonly Queue<string> _lines = [];
    private readonly TaskCompletionSource<int> _id = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private GuardedProcess(string name, Process shell)
    {
        (_name, _shell) = (name, shell);
        shell.OutputDataReceived += (_, line) => Keep(line.Data);
        shell.ErrorDataReceived += (_, line) => Keep(line.Data);
        shell.BeginOutputReadLine();
        shell.BeginErrorReadLine();
    }

    /// <summary>The program's process id.</summary>
    public int Id { get; private set; }

    public bool HasEnded => _shell.HasExited;

    /// <summary>Its exit code, once it has ended; 128 and the signal's number where a signal ended it.</summary>
    public int ExitCode => _shell.ExitCode;

    /// <summary>What it wrote last, to both outputs.</summary>
    public string Output
    {
        get { lock (_lines) return string.Join('\n', _lines); }
    }

    /// <param name="program">A file, or a name on PATH.</param>
    /// <param name="arguments">Its arguments, as they are.</param>
    /// <param name="environment">Variables to set beside this process's own; null removes one.</param>
    public static async Task<GuardedProcess> StartAsync(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", Guard, "guard", program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in environment ?? new Dictionary<string, string?>()) start.Environment[key] = value;
        var guarded = new GuardedProcess(Path.GetFileName(program), Process.Start(start)!);
        guarded.Id = await guarded._id.Task;
        return guarded;
    }

    /// <summary>Sends a signal by name: <c>TERM</c>, <c>KILL</c>, <c>STOP</c>, <c>CONT</c>.</summary>
    public async Task SignalAsync(string signal)
    {
        if (!HasEnded) await ProgramRun.OutputAsync("kill", [$"-{signal}", Id.ToString(CultureInfo.InvariantCulture)], CancellationToken.None);
    }

    public Task WaitForEndAsync(CancellationToken cancellationToken) => _shell.WaitForExitAsync(cancellationToken);

    /// <summary>Waits until <paramref name="isReady"/> says so.</summary>
    /// <exception cref="InvalidOperationException">It ended first; the message has what it said last.</exception>
    public async Task WaitUntilAsync(Func<CancellationToken, Task<bool>> isReady, TimeSpan patience, CancellationToken cancellationToken)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!await isReady(cancellationToken))
        {
            if (HasEnded) throw new InvalidOperationException($"{_name} ended with {ExitCode}. It said:\n{Output}");
            if (TimeProvider.System.GetElapsedTime(begun) > patience)
                throw new TimeoutException($"{_name} was not ready within {patience:c}. It said:\n{Output}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Kills it if it still runs.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_shell.HasExited)
        {
            _shell.StandardInput.Close();
            await _shell.WaitForExitAsync().WaitAsync(KillPatience, TimeProvider.System);
        }

        _shell.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null)
        {
            _id.TrySetException(new InvalidOperationException($"{_name} did not start."));
            return;
        }

        if (!_id.Task.IsCompleted && line.StartsWith(IdMark, StringComparison.Ordinal))
        {
            _id.TrySetResult(int.Parse(line.AsSpan(IdMark.Length), CultureInfo.InvariantCulture));
            return;
        }

        lock (_lines)
        {
            _lines.Enqueue(line);
            if (_lines.Count > LinesKept) _lines.Dequeue();
        }
    }
}
