namespace Scanner.Playground;

/// <summary>What the command line asked for.</summary>
internal sealed record PlaygroundOptions
{
    public const string Usage = """
        Usage: ./demo.sh [--once] [--clair ADDRESS] [--registry HOST] [--image REF]... [--port PORT]
          --once            exit after the decisions: 0 when they are as expected
          --clair ADDRESS   a real Clair v3 instead of the stand-in, e.g. http://localhost:6060
          --registry HOST   a real registry instead of the stand-in: host:port for plain HTTP, https://host[:port] for TLS
          --image REF       review this image instead of the two sample images; may be given several times
          --port PORT       where the webhook listens (8443)
        """;

    public bool Once { get; private set; }

    public List<string> Images { get; } = [];

    public OneProcessOptions Scanner { get; private set; } = new() { Port = 8443 };

    /// <returns>Null, with the reason, where the command line makes no sense.</returns>
    public static PlaygroundOptions? Parse(string[] args, out string? error)
    {
        var options = new PlaygroundOptions();
        error = options.Read(args);
        return error is null ? options : null;
    }

    private string? Read(string[] args)
    {
        for (var index = 0; index < args.Length; index++)
        {
            var flag = args[index];
            if (flag == "--once")
            {
                Once = true;
                continue;
            }

            if (flag is not ("--clair" or "--registry" or "--image" or "--port")) return $"'{flag}' is not an option.";
            if (++index == args.Length) return $"{flag} needs a value.";
            if (Take(flag, args[index]) is { } error) return error;
        }

        return Scanner.Registry is not null && Images.Count == 0
            ? "--registry needs at least one --image: the sample images are only in the stand-in."
            : null;
    }

    private string? Take(string flag, string value)
    {
        switch (flag)
        {
            case "--clair" when Uri.TryCreate(value, UriKind.Absolute, out var address) && address.Scheme is ("http" or "https"):
                Scanner = Scanner with { Clair = address };
                return null;
            case "--registry" when RegistryHost(value) is { Length: > 0 } host:
                Scanner = Scanner with { Registry = host, RegistryIsInsecure = !value.StartsWith("https://", StringComparison.Ordinal) };
                return null;
            case "--image":
                Images.Add(value);
                return null;
            case "--port" when ushort.TryParse(value, out var port) && port > 0:
                Scanner = Scanner with { Port = port };
                return null;
            default:
                return $"'{value}' is no value for {flag}.";
        }
    }

    private static string RegistryHost(string value) =>
        value[(value.IndexOf("//", StringComparison.Ordinal) is var slashes and >= 0 ? slashes + 2 : 0)..].TrimEnd('/');
}
