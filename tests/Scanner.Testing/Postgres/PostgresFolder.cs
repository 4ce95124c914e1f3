using System.Diagnostics;

namespace Scanner.Testing.Postgres;

/// <summary>A server's folder, which is removed with all in it when this process ends, however it ends.</summary>
internal sealed class PostgresFolder : IAsyncDisposable
{
    /// <summary>How long the removal may take: a killed server's workers end a moment after it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // The seventh line of a killed server's postmaster.pid names the key and id of a shared memory segment that nobody else removes.
    private const string Remover =
        """
        trap '' TERM INT HUP
        read -r line
        segment=$(sed -n '7s/.* //p' "$1/data/postmaster.pid" 2>/dev/null)
        [ -z "$segment" ] || ipcrm -m "$segment" 2>/dev/null
        for attempt in $(seq 200); do
          rm -rf "$1" 2>/dev/null
          [ -e "$1" ] || exit 0
          sleep 0.1
        done
        exit 1
        """;

    private readonly Process _remover;

    public PostgresFolder()
    {
        Path = Directory.CreateTempSubdirectory("scanner-test-postgres-").FullName;
        _remover = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Remover, "remover", Path]) { RedirectStandardInput = true })!;
    }

    public string Path { get; }

    /// <summary>The cluster's files: what PostgreSQL calls its data directory.</summary>
    public string Data => System.IO.Path.Combine(Path, "data");

    public async ValueTask DisposeAsync()
    {
        _remover.StandardInput.Close();
        await _remover.WaitForExitAsync().WaitAsync(Patience, TimeProvider.System);
        _remover.Dispose();
    }
}
