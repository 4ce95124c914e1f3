using System.Diagnostics;
using System.Globalization;
using Scanner.Testing.Images;
using Scanner.Testing.Registry.Authentication;

namespace Scanner.Testing.Registry.Debian;

/// <summary>
/// A real registry: the docker-registry of Debian on a free port of 127.0.0.1, filled by skopeo. Ask <see cref="Missing"/> first.
/// </summary>
public sealed class DebianRegistry : IAsyncDisposable
{
    /// <summary>What the registry logs, with its address, once its socket listens.</summary>
    private const string ListeningMark = "msg=\"listening on ";

    /// <summary>How much of the log a message about a failed start quotes, in lines.</summary>
    private const int QuotedLogLines = 20;

    private readonly TemporaryFolder _folder;
    private readonly string _config;
    private readonly TokenService? _tokens;
    private readonly Skopeo _skopeo;
    private Process _process;
    private Task _drained;

    private DebianRegistry(
        TemporaryFolder folder, string config, Process process, TokenService? tokens, string host, RegistryAccess access)
    {
        _folder = folder;
        _config = config;
        _process = process;
        _tokens = tokens;
        Host = host;
        _skopeo = new Skopeo(host, Pusher(access));
        _drained = DrainAsync(process);
    }

    /// <summary>Why it cannot run here, or null.</summary>
    public static string? Missing => RealServices.Missing("docker-registry", "skopeo", "htpasswd");

    /// <summary><c>127.0.0.1:port</c>.</summary>
    public string Host { get; }

    public Uri BaseAddress => new($"http://{Host}/");

    /// <summary>
    /// Starts a registry. With <see cref="BasicAccess"/> it reads an htpasswd file; with <see cref="BearerAccess"/> it trusts a
    /// <see cref="TokenService"/> that is started with it. The first user pushes and must have access to all repositories.
    /// </summary>
    /// <exception cref="InvalidOperationException">It ended at once; the message quotes its log.</exception>
    public static async Task<DebianRegistry> StartAsync(RegistryAccess access, CancellationToken cancellationToken)
    {
        var folder = new TemporaryFolder();
        TokenService? tokens = null;
        Process? process = null;
        try
        {
            if (access is BearerAccess bearer)
                tokens = await TokenService.StartAsync(bearer, TimeProvider.System, cancellationToken);
            var config = await DebianRegistryConfig.WriteAsync(folder, access, tokens, cancellationToken);
            process = ProgramRun.Start("docker-registry", ["serve", config]);
            var host = await ListeningAsync(process, cancellationToken);
            return new DebianRegistry(folder, config, process, tokens, host, access);
        }
        catch
        {
            if (process is not null) await StopAsync(process);
            if (tokens is not null) await tokens.DisposeAsync();
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Sends its process a signal by name: <c>TERM</c>, <c>KILL</c>, <c>STOP</c>, <c>CONT</c>.</summary>
    public Task SignalAsync(string signal) =>
        ProgramRun.OutputAsync("kill", [$"-{signal}", _process.Id.ToString(CultureInfo.InvariantCulture)], CancellationToken.None);

    public Task WaitForEndAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    /// <summary>Starts it, once it has ended, on the same address with what it stored.</summary>
    /// <exception cref="InvalidOperationException">It ended at once; the message quotes its log.</exception>
    public async Task StartAgainAsync(CancellationToken cancellationToken)
    {
        await _drained;
        _process.Dispose();
        // docker-registry's own way to override a value of its configuration file.
        _process = ProgramRun.Start("env", [$"REGISTRY_HTTP_ADDR={Host}", "docker-registry", "serve", _config]);
        await ListeningAsync(_process, cancellationToken);
        _drained = DrainAsync(_process);
    }

    /// <summary>Copies an image into the registry, every byte as it is.</summary>
    public async Task PushAsync(BuiltImage image, string repository, string tag, CancellationToken cancellationToken)
    {
        using var source = new TemporaryFolder();
        await ImageDirectory.WriteAsync(image, source.Path, cancellationToken);
        await _skopeo.CopyAsync(source.Path, repository, tag, cancellationToken);
    }

    /// <summary>Copies an index with all its images into the registry, every byte as it is.</summary>
    public async Task PushAsync(BuiltIndex index, string repository, string tag, CancellationToken cancellationToken)
    {
        using var source = new TemporaryFolder();
        await ImageDirectory.WriteAsync(index, source.Path, cancellationToken);
        await _skopeo.CopyAsync(source.Path, repository, tag, cancellationToken);
    }

    /// <summary>The digest of the manifest or index that skopeo gets for a tag.</summary>
    public Task<string> InspectDigestAsync(string repository, string tag, CancellationToken cancellationToken) =>
        _skopeo.InspectDigestAsync(repository, tag, cancellationToken);

    /// <summary>Kills the registry and deletes what it stored.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync(_process);
        await _drained;
        if (_tokens is not null) await _tokens.DisposeAsync();
        _folder.Dispose();
    }

    private static RegistryUser? Pusher(RegistryAccess access) => access switch
    {
        BasicAccess basic => basic.Users[0],
        BearerAccess bearer => bearer.Users[0],
        _ => null,
    };

    private static async Task<string> ListeningAsync(Process process, CancellationToken cancellationToken)
    {
        var log = new Queue<string>();
        while (await process.StandardError.ReadLineAsync(cancellationToken) is { } line)
        {
            var start = line.IndexOf(ListeningMark, StringComparison.Ordinal);
            if (start >= 0) return line[(start + ListeningMark.Length)..].Split('"', ',')[0];
            log.Enqueue(line);
            if (log.Count > QuotedLogLines) log.Dequeue();
        }

        throw new InvalidOperationException(
            "docker-registry ended before it listened. Its log ends so:\n" + string.Join('\n', log));
    }

    /// <summary>Reads on to the end: a full pipe would stop the registry.</summary>
    private static Task DrainAsync(Process process) =>
        Task.WhenAll(DrainAsync(process.StandardError), DrainAsync(process.StandardOutput));

    private static async Task DrainAsync(StreamReader output)
    {
        while (await output.ReadLineAsync() is not null)
        {
        }
    }

    private static async Task StopAsync(Process process)
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
    }
}
