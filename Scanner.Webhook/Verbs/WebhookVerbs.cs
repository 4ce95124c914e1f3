using System.CommandLine;

namespace Scanner.Webhook.Verbs;

/// <summary>
/// What the program does besides serving, for hooks of the chart: images have no shell. Errors go to standard error.
/// </summary>
public static class WebhookVerbs
{
    /// <summary>The verb was done.</summary>
    public const int Done = 0;

    /// <summary>It could not be done; the last line says why.</summary>
    public const int Failed = 1;

    /// <summary>The command line makes no sense.</summary>
    public const int Misused = 2;

    private static readonly string[] Help = ["--help", "-h", "-?"];

    /// <summary>Whether the command line asks for a verb, or for help. Settings look like <c>--urls …</c> or <c>Key=value</c>.</summary>
    public static bool Claim(string[] args) =>
        args.Length > 0 && (Help.Contains(args[0]) || (args[0] is not ['-' or '/', ..] && !args[0].Contains('=', StringComparison.Ordinal)));

    /// <summary>Does it, and returns one of the exit codes above.</summary>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken cancellationToken = default)
    {
        var root = new RootCommand("Scanner's webhook. Without a verb it serves; settings: docs/configuration.md.")
        {
            RemoveConfigurationVerb.Command(),
            CheckVerb.Command(),
        };
        var line = root.Parse(args);
        if (line.Errors.Count > 0)
        {
            foreach (var fault in line.Errors) await error.WriteLineAsync(fault.Message);
            await error.WriteLineAsync($"Verbs: {string.Join(", ", root.Subcommands.Select(verb => verb.Name))}. Help: VERB --help.");
            return Misused;
        }

        return await line.InvokeAsync(new InvocationConfiguration { Output = output, Error = error }, cancellationToken);
    }
}
