using System.Globalization;

namespace Scanner.Testing.Postgres;

/// <summary>Where PostgreSQL's programs are, and as whom they run.</summary>
internal static class PostgresPrograms
{
    /// <summary>Debian keeps each version's programs in a folder of their own, off PATH.</summary>
    private const string DebianFolder = "/usr/lib/postgresql";

    /// <summary>The user that Debian's package makes. PostgreSQL refuses to run as root.</summary>
    private const string ServerUser = "postgres";

    /// <summary>Why it cannot run here, in a sentence that says what to do; null when it can.</summary>
    public static string? Missing()
    {
        if (Find("postgres") is null || Find("initdb") is null || Find("psql") is null)
            return $"No PostgreSQL server in {DebianFolder} or on PATH. On Debian: apt-get install postgresql.";
        return Environment.IsPrivilegedProcess && !HasServerUser()
            ? $"PostgreSQL does not run as root, and there is no user {ServerUser}. On Debian: apt-get install postgresql."
            : null;
    }

    /// <summary>The full path of a program.</summary>
    /// <exception cref="InvalidOperationException">It is missing.</exception>
    public static string PathOf(string program) =>
        Find(program) ?? throw new InvalidOperationException(Missing() ?? $"PostgreSQL's {program} is missing.");

    /// <summary>
    /// The command that runs <paramref name="program"/> in <paramref name="folder"/> as a user that PostgreSQL accepts. Each step
    /// replaces the one before, so that the process started is the program itself; runuser would stay between and
    /// swallow a SIGKILL.
    /// </summary>
    public static string[] Command(string folder, string program) =>
    [
        // The server looks for its own folder from the current one, which that user may not be allowed to enter.
        "env", "-C", folder,
        .. Environment.IsPrivilegedProcess
            ? ["setpriv", $"--reuid={ServerUser}", $"--regid={ServerUser}", "--init-groups"]
            : Array.Empty<string>(),
        PathOf(program),
    ];

    /// <summary>Gives the folder to the user that the server runs as.</summary>
    public static async Task GiveAsync(string folder, CancellationToken cancellationToken)
    {
        if (Environment.IsPrivilegedProcess)
            await ProgramRun.OutputAsync("chown", ["-R", $"{ServerUser}:", folder], cancellationToken);
    }

    private static bool HasServerUser() =>
        File.ReadLines("/etc/passwd").Any(line => line.StartsWith($"{ServerUser}:", StringComparison.Ordinal));

    private static string? Find(string program) =>
        Folders().Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private static IEnumerable<string> Folders()
    {
        var versions = Directory.Exists(DebianFolder) ? Directory.GetDirectories(DebianFolder) : [];
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return
        [
            .. versions.OrderByDescending(VersionOf).Select(version => Path.Combine(version, "bin")),
            .. path,
        ];
    }

    private static double VersionOf(string folder) =>
        double.TryParse(Path.GetFileName(folder), NumberStyles.Float, CultureInfo.InvariantCulture, out var version) ? version : 0;
}
