using System.Globalization;
using Scanner.Testing;

namespace Scanner.EndToEnd.Tests.Images;

/// <summary>
/// An image's files in a folder, and its entry point run on them as the chart's pods run it: with the image's environment, as its
/// user where this process may choose, and with nowhere to write to. Only the <c>dotnet</c> is this machine's.
/// </summary>
internal sealed class UnpackedImage : IDisposable
{
    /// <summary>Nobody can write there, not even root.</summary>
    private const string ReadOnlyFolder = "/proc";

    private readonly TemporaryFolder _folder = new();
    private readonly PublishedImage _image;

    private UnpackedImage(PublishedImage image) => _image = image;

    public static async Task<UnpackedImage> CreateAsync(PublishedImage image, CancellationToken cancellationToken)
    {
        var unpacked = new UnpackedImage(image);
        // Temporary folders are closed to everyone else; a container's root is not.
        await ProgramRun.OutputAsync("chmod", ["go+rx", unpacked._folder.Path], cancellationToken);
        await image.UnpackAsync(unpacked._folder.Path, cancellationToken);
        return unpacked;
    }

    /// <param name="arguments">As a pod's <c>args</c>.</param>
    /// <param name="settings">Environment on top of the image's own, as a pod's <c>env</c>.</param>
    public Task<GuardedProcess> StartAsync(IEnumerable<string> arguments, params IEnumerable<string> settings) =>
        GuardedProcess.StartAsync("env", Command(arguments, settings));

    /// <inheritdoc cref="StartAsync"/>
    public Task<ProgramResult> RunAsync(IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        ProgramRun.ResultAsync("env", Command(arguments, []), input: null, cancellationToken);

    public void Dispose() => _folder.Dispose();

    private IEnumerable<string> Command(IEnumerable<string> arguments, IEnumerable<string> settings) =>
    [
        "-i", .. _image.Environment.Select(variable => $"{variable.Key}={variable.Value}"),
        $"PATH={Environment.GetEnvironmentVariable("PATH")}", $"TMPDIR={ReadOnlyFolder}",
        // As container runtimes set it for a user whom the image's /etc/passwd does not name.
        "HOME=/", .. settings,
        .. AsUser(), _image.EntryPoint[0], .. _image.EntryPoint.Skip(1).Select(path => _folder.Path + path), .. arguments,
    ];

    private IEnumerable<string> AsUser() => Environment.IsPrivilegedProcess
        ? ["setpriv", $"--reuid={Number()}", $"--regid={Number()}", "--clear-groups"]
        : [];

    private string Number() => int.Parse(_image.User, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
}
