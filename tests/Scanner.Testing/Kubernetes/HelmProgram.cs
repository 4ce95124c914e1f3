using System.Security.Cryptography;
using System.Text;

namespace Scanner.Testing.Kubernetes;

/// <summary>The program that renders charts: <c>helm</c> where it is on PATH, else tests/helm-template, built with Go.</summary>
public static class HelmProgram
{
    /// <summary>Where Debian's Go packages are.</summary>
    private const string GoPath = "/usr/share/gocode";

    /// <summary>The variables with which Go builds from Debian's packages, without modules and without a network.</summary>
    private static readonly string[] GoVariables = ["GO111MODULE=off", $"GOPATH={GoPath}", "GOFLAGS="];

    private static readonly string SourceFolder = Path.Combine(Repository.Root, "tests", "helm-template");

    /// <summary>Why there is neither, in a sentence that says what to do; null when there is one.</summary>
    public static string? Missing() => RealServices.Missing("helm") is null ? null : MissingGo();

    /// <summary>Why tests/helm-template cannot be built here; null when it can.</summary>
    public static string? MissingGo()
    {
        const string Remedy = "Install helm; or, on Debian: apt-get install golang-go golang-github-masterminds-sprig-dev "
            + "golang-k8s-sigs-yaml-dev golang-github-xeipuuv-gojsonschema-dev.";
        if (RealServices.Missing("go") is not null) return $"Neither helm nor go is on PATH. {Remedy}";
        string[] libraries = ["github.com/Masterminds/sprig", "sigs.k8s.io/yaml", "github.com/xeipuuv/gojsonschema"];
        string[] missing = [.. libraries.Where(library => !Directory.Exists(Path.Combine(GoPath, "src", library)))];
        return missing.Length == 0 ? null : $"No {string.Join(", ", missing)} in {GoPath}. {Remedy}";
    }

    /// <summary>Runs the tests of tests/helm-template.</summary>
    public static Task<ProgramResult> TestAsync(CancellationToken cancellationToken) =>
        GoAsync(["test", "-count=1", "."], cancellationToken);

    /// <summary>A file or a name on PATH that takes the arguments of <c>helm template</c>.</summary>
    internal static async Task<string> FindAsync(CancellationToken cancellationToken) =>
        RealServices.Missing("helm") is null ? "helm" : await BuildAsync(cancellationToken);

    /// <summary>tests/helm-template as a program; built once for each state of its source.</summary>
    internal static async Task<string> BuildAsync(CancellationToken cancellationToken)
    {
        // Several test programs may come here at once: each builds for itself, and the last one to finish stays.
        var built = Path.Combine(Repository.Root, "artifacts", $"helm-template-{await FingerprintAsync(cancellationToken)}");
        if (File.Exists(built)) return built;
        Directory.CreateDirectory(Path.GetDirectoryName(built)!);
        var fresh = $"{built}.{Guid.NewGuid():n}";
        var result = await GoAsync(["build", "-o", fresh, "."], cancellationToken);
        if (!result.Succeeded) throw new InvalidOperationException($"go build of tests/helm-template failed: {result.Errors}");
        File.Move(fresh, built, overwrite: true);
        return built;
    }

    private static Task<ProgramResult> GoAsync(IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        ProgramRun.ResultAsync(
            "env", [$"--chdir={SourceFolder}", .. GoVariables, "go", .. arguments], input: null, cancellationToken);

    private static async Task<string> FingerprintAsync(CancellationToken cancellationToken)
    {
        var sources = new StringBuilder();
        foreach (var file in Directory.EnumerateFiles(SourceFolder, "*.go").Order(StringComparer.Ordinal))
            sources.Append(await File.ReadAllTextAsync(file, cancellationToken));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sources.ToString())))[..16];
    }
}
