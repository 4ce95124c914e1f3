namespace Scanner.Testing;

/// <summary>Programs that tests run beside the stand-ins, when the machine has them.</summary>
public static class RealServices
{
    /// <summary>
    /// Why tests with these programs cannot run here, in a sentence that says what to install; null when all are on PATH.
    /// </summary>
    public static string? Missing(params ReadOnlySpan<string> programs)
    {
        var missing = new List<string>();
        foreach (var program in programs)
        {
            if (!OnPath(program)) missing.Add(program);
        }

        return missing.Count == 0
            ? null
            : $"Not on PATH: {string.Join(", ", missing)}. On Debian: apt-get install docker-registry skopeo apache2-utils.";
    }

    private static bool OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Any(folder => File.Exists(Path.Combine(folder, program)));
}
