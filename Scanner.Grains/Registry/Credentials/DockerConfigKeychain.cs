using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Scanner.Failures;
using Scanner.Images;

namespace Scanner.Grains.Registry.Credentials;

/// <summary>Credentials of <see cref="RegistryOptions.CredentialsFile"/>, read again whenever the file changes.</summary>
internal sealed partial class DockerConfigKeychain(IOptions<RegistryOptions> options, ILogger<DockerConfigKeychain> logger)
    : IKeychain
{
    /// <summary>Bytes; Kubernetes keeps no Secret or ConfigMap larger than this.</summary>
    public const int MaxFileSize = 1024 * 1024;

    private readonly Lock _lock = new();
    private (DateTime Written, long Length, DockerConfig Config)? _read;

    public ValueTask<CredentialSearch> ResolveAsync(
        string registryHost, string repository, PullContext pullContext, CancellationToken cancellationToken) =>
        ValueTask.FromResult(
            options.Value.CredentialsFile is null
                ? CredentialSearch.Empty
                : new CredentialSearch { Credentials = Find(registryHost, repository) });

    /// <summary>What the file has just now.</summary>
    /// <exception cref="ScanException">It cannot be read.</exception>
    public IReadOnlyList<RegistryCredential> Find(string registryHost, string repository) =>
        options.Value.CredentialsFile is { } file
            ? [.. Current(file).Find(registryHost, repository).Select(credential => credential with { IsForEverybody = true })]
            : [];

    private DockerConfig Current(string file)
    {
        lock (_lock)
        {
            try
            {
                // Kubernetes swaps a mounted Secret by a symbolic link, whose own time stands still.
                var target = new FileInfo(File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file);
                var (written, length) = (target.LastWriteTimeUtc, target.Length);
                if (_read is { } read && read.Written == written && read.Length == length) return read.Config;
                if (length > MaxFileSize) throw new FormatException($"it is larger than {MaxFileSize} bytes");
                var config = DockerConfig.Parse(File.ReadAllBytes(target.FullName), $"the operator's credentials file '{file}'");
                if (config.Helpers.Count > 0) LogHelpersUnsupported(file, string.Join(", ", config.Helpers));
                _read = (written, length, config);
                return config;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
            {
                throw new ScanException(
                    FailureKind.Unauthorized,
                    $"Scanner's operator must repair the credentials file (Registry:CredentialsFile, '{file}'): {e.Message}.", e);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "{File} names credential helpers ({Helpers}), which Scanner does not run. Put passwords under auths instead.")]
    private partial void LogHelpersUnsupported(string file, string helpers);
}
