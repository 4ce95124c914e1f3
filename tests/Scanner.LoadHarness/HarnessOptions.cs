using System.Globalization;

namespace Scanner.LoadHarness;

/// <summary>What the command line asked for.</summary>
internal sealed record HarnessOptions
{
    public const string Warm = "warm";
    public const string Grains = "grains";
    public const string Cold = "cold";
    public const string Herd = "herd";
    public const string Move = "move";
    public const string Restart = "restart";

    public const string Usage = """
        Usage: dotnet run -c Release --project tests/Scanner.LoadHarness -- SCENARIO [options]
        Scenarios:
          warm     reviews whose verdicts the webhook remembers, against a bare endpoint: requests/s and latency as ratios
          grains   the same with the memory missing each time, so that the grains of one silo answer
          cold     concurrent reviews of new digests, 2 silos, 2 webhooks: what was pulled and posted, counted
          herd     many pods of one new digest at once, 2 silos, 2 webhooks: the same counts
          move     Clair's database moves on while many digests are known: what is read again, and how fast
          restart  all silos are killed and started again while many digests are known and kept in PostgreSQL
        Options of warm and grains:
          --seconds N       length of one window (8)
          --rounds N        windows of each of the two, in turn (3)
          --warm-up N       seconds of load on each before the first window (15)
          --connections N   connections, one request in flight on each (32)
          --tls             HTTPS instead of HTTP, for both
          --digests N       grains only: distinct images in all, 3 in each review (30)
        Options of cold:
          --quick           50 distinct digests only; otherwise 50, 200 and 2,000, each from nothing
          --reviews N       concurrent reviews of 3 images (1000)
        Options of herd:
          --pods N          pods at once (200)
        Options of move and restart:
          --digests N       known digests (10000)
          --rate N          move only: Freshness:RefreshRate (20)
          --findings N      restart only: vulnerabilities in each vulnerable image, a third of all (100)
        Options of cold and herd:
          --layer-delay N   milliseconds that Clair takes for a layer (20)
        The exit code is 0; 1 where an answer was wrong or a count is off, never because of a ratio; 2 for a wrong command line.
        """;

    private static readonly string[] Scenarios = [Warm, Grains, Cold, Herd, Move, Restart];

    private int? _digests;

    public required string Scenario { get; init; }

    public int Seconds { get; private set; } = 8;

    public int Rounds { get; private set; } = 3;

    public int WarmUpSeconds { get; private set; } = 15;

    public int Connections { get; private set; } = 32;

    public bool Tls { get; private set; }

    /// <summary>Some for a ratio, as many as a large cluster has for counts.</summary>
    public int Digests => _digests ?? (Scenario is Move or Restart ? 10_000 : 30);

    public bool Quick { get; private set; }

    public int Reviews { get; private set; } = 1000;

    public int Pods { get; private set; } = 200;

    public int Rate { get; private set; } = 20;

    public int Findings { get; private set; } = 100;

    public TimeSpan LayerDelay { get; private set; } = TimeSpan.FromMilliseconds(20);

    /// <returns>Null where help was asked for, or, with the reason, where the command line makes no sense.</returns>
    public static HarnessOptions? Parse(string[] args, out string? error)
    {
        error = null;
        if (args.Length == 0 || args.Contains("--help") || args.Contains("-h")) return null;
        if (!Scenarios.Contains(args[0]))
        {
            error = $"'{args[0]}' is not a scenario.";
            return null;
        }

        var options = new HarnessOptions { Scenario = args[0] };
        error = options.Read(args.AsSpan(1));
        return error is null ? options : null;
    }

    private string? Read(ReadOnlySpan<string> args)
    {
        for (var index = 0; index < args.Length; index++)
        {
            var flag = args[index];
            if (flag == "--tls") Tls = true;
            else if (flag == "--quick") Quick = true;
            else if (index + 1 == args.Length) return $"'{flag}' is not an option, or its number is missing.";
            else if (Take(flag, args[++index]) is { } error) return error;
        }

        return null;
    }

    private string? Take(string flag, string value)
    {
        if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
            return $"{flag} takes a whole number from 1 on, not '{value}'.";
        switch (flag)
        {
            case "--seconds": Seconds = number; break;
            case "--rounds": Rounds = number; break;
            case "--warm-up": WarmUpSeconds = number; break;
            case "--connections": Connections = number; break;
            case "--digests" when number >= 3: _digests = number; break;
            case "--digests": return "--digests takes 3 or more, because a review names 3 images.";
            case "--reviews": Reviews = number; break;
            case "--pods": Pods = number; break;
            case "--rate": Rate = number; break;
            case "--findings": Findings = number; break;
            case "--layer-delay": LayerDelay = TimeSpan.FromMilliseconds(number); break;
            default: return $"'{flag}' is not an option.";
        }

        return null;
    }
}
