using System.Globalization;
using System.Runtime.InteropServices;
using Scanner.LoadHarness.Load;
using Scanner.LoadHarness.Scenarios;

namespace Scanner.LoadHarness.Report;

/// <summary>The windows as a table, their medians, and the two ratios that the goals are about.</summary>
internal sealed class RatioReport(RatioGoal goal, TextWriter output)
{
    public const string Bare = "bare";
    public const string Webhook = "webhook";

    /// <summary>Others' share of the machine above which a window says little.</summary>
    private const double NoisyShare = 0.12;

    /// <summary>The columns of latencies: p50, p99, p99.9.</summary>
    private static readonly double[] Shares = [0.5, 0.99, 0.999];

    private readonly List<WindowResult> _windows = [];
    private long _failures;
    private string? _firstFailure;

    public void Begin(HarnessOptions options, int bodyLength, int answerLength)
    {
        output.WriteLine(goal.Title);
        var protocol = options.Tls ? "HTTPS" : "HTTP";
        output.WriteLine($"{options.Rounds} rounds of {options.Seconds} s each, {options.Connections} connections over {protocol}");
        output.WriteLine($"Reviews of {bodyLength} bytes, answers of {answerLength} bytes");
        output.WriteLine($"{Environment.ProcessorCount} processors, {RuntimeInformation.FrameworkDescription}, "
            + RuntimeInformation.OSDescription);
        output.WriteLine();
        output.WriteLine(
            "round   server    requests/s    p50 ms    p99 ms  p99.9 ms  server us  silo us  client us  others  failures");
    }

    /// <summary>Counts its failures, and nothing else of it.</summary>
    public void AddWarmUp(WindowResult window) => CountFailures(window);

    public void Add(int round, WindowResult window)
    {
        CountFailures(window);
        _windows.Add(window);
        WriteRow(round.ToString(CultureInfo.InvariantCulture), window.Target, [window], window.Failures);
    }

    /// <summary>Ends the table and says how far the goals are reached.</summary>
    /// <returns>Whether every answer was right.</returns>
    public bool End()
    {
        foreach (var target in new[] { Bare, Webhook })
            WriteRow("median", target, Of(target), Of(target).Sum(window => window.Failures));
        output.WriteLine();
        if (_failures > 0)
        {
            output.WriteLine($"INVALID: {_failures} answers were wrong or missing. The first: {_firstFailure}");
            return false;
        }

        var throughput = Ratios(window => window.RequestsPerSecond);
        var isReached = Statistics.Median(throughput) >= goal.Throughput;
        WriteRatio("requests/s", throughput, Goal($"at least {goal.Throughput:0.00}", isReached));
        var p99 = Ratios(window => window.Latency.Percentile(0.99).TotalMilliseconds);
        WriteRatio("p99", p99, goal.P99 is { } most ? Goal($"at most {most:0.00}", Statistics.Median(p99) <= most) : "");
        WriteRatio("server CPU per request", Ratios(window => window.MicrosecondsPerRequest(window.Cpu.Server)), "");
        WriteNoise();
        return true;
    }

    private void CountFailures(WindowResult window)
    {
        _failures += window.Failures;
        _firstFailure ??= window.FirstFailure;
    }

    private List<WindowResult> Of(string target) => [.. _windows.Where(window => window.Target == target)];

    /// <summary>Webhook over bare, round by round: windows that are neighbours met the same machine.</summary>
    private List<double> Ratios(Func<WindowResult, double> figure) =>
        [.. Of(Webhook).Zip(Of(Bare), (webhook, bare) => figure(webhook) / figure(bare))];

    private void WriteRow(string round, string target, List<WindowResult> windows, long failures)
    {
        string[] cells =
        [
            Cell(12, "#,0", Median(window => window.RequestsPerSecond)),
            .. Shares.Select(share => Cell(9, "0.00", Median(window => window.Latency.Percentile(share).TotalMilliseconds))),
            Cell(10, "0.0", Cpu(cpu => cpu.Server)),
            Cell(8, "0.0", Cpu(cpu => cpu.Silos)),
            Cell(10, "0.0", Cpu(cpu => cpu.Client)),
            windows.Exists(window => window.OthersShare is null)
                ? "-".PadLeft(7)
                : Cell(7, "0 %", Median(window => window.OthersShare!.Value)),
            Cell(9, "#,0", failures),
        ];
        output.WriteLine($"{round,-7} {target,-7} {string.Join(' ', cells)}");

        double Median(Func<WindowResult, double> figure) => Statistics.Median([.. windows.Select(figure)]);
        double Cpu(Func<CpuReading, TimeSpan> of) => Median(window => window.MicrosecondsPerRequest(of(window.Cpu)));
    }

    private void WriteRatio(string what, List<double> rounds, string verdict)
    {
        var all = string.Join("  ", rounds.Select(ratio => Cell(0, "0.00", ratio)));
        output.WriteLine($"{what,-24} webhook / bare {Statistics.Median(rounds):0.00}   (rounds: {all}){verdict}");
    }

    private void WriteNoise()
    {
        var noisy = _windows.Count(window => window.OthersShare > NoisyShare);
        if (noisy == 0) return;
        output.WriteLine($"In {noisy} of {_windows.Count} windows other processes took more than {NoisyShare:0 %} of the "
            + "processors: measure again when the machine is quiet.");
    }

    private static string Goal(string wanted, bool reached) => $"   goal: {wanted}, {(reached ? "reached" : "NOT reached")}";

    private static string Cell(int width, string format, double value) =>
        value.ToString(format, CultureInfo.InvariantCulture).PadLeft(width);
}
