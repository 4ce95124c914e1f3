using Scanner.Testing.Registry.Authentication;

namespace Scanner.Testing.Registry.Debian;

/// <summary>skopeo against one registry on plain HTTP.</summary>
internal sealed class Skopeo(string host, RegistryUser? user)
{
    /// <summary>Copies a <c>dir:</c> folder as it is: an index with all its images.</summary>
    /// <exception cref="InvalidOperationException">skopeo refused; the message says why.</exception>
    public Task CopyAsync(string folder, string repository, string tag, CancellationToken cancellationToken) =>
        ProgramRun.OutputAsync(
            "skopeo",
            [
                "--insecure-policy", "copy", "--all", "--preserve-digests", "--dest-tls-verify=false",
                .. Credentials("--dest-creds"), $"dir:{folder}", $"docker://{host}/{repository}:{tag}",
            ],
            cancellationToken);

    /// <summary>Copies what a tag stands for, with everything it names, into a folder in <c>dir:</c> form.</summary>
    public Task PullAsync(string repository, string tag, string folder, CancellationToken cancellationToken) =>
        ProgramRun.OutputAsync(
            "skopeo",
            [
                "--insecure-policy", "copy", "--all", "--preserve-digests", "--src-tls-verify=false",
                .. Credentials("--src-creds"), $"docker://{host}/{repository}:{tag}", $"dir:{folder}",
            ],
            cancellationToken);

    /// <summary>The digest of what a tag stands for.</summary>
    public async Task<string> InspectDigestAsync(string repository, string tag, CancellationToken cancellationToken) =>
        (await ProgramRun.OutputAsync(
            "skopeo",
            [
                "--insecure-policy", "inspect", "--no-tags", "--tls-verify=false", "--format", "{{.Digest}}",
                .. Credentials("--creds"), $"docker://{host}/{repository}:{tag}",
            ],
            cancellationToken)).Trim();

    private string[] Credentials(string option) => user is null ? [] : [option, $"{user.Name}:{user.Password}"];
}
