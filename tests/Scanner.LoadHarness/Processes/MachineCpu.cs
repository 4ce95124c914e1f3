using System.Globalization;

namespace Scanner.LoadHarness.Processes;

/// <summary>What the whole machine's processors did.</summary>
internal static class MachineCpu
{
    /// <summary>The kernel counts in these (proc_stat(5), USER_HZ).</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    private const string File = "/proc/stat";

    /// <summary>Fields of its first line that are time spent working: user, nice, system, irq, softirq, steal.</summary>
    private static readonly int[] BusyFields = [1, 2, 3, 6, 7, 8];

    /// <summary>Time that the processors were busy since the start, all together; null where the system does not tell.</summary>
    public static TimeSpan? Busy()
    {
        if (!OperatingSystem.IsLinux()) return null;
        var fields = System.IO.File.ReadLines(File).First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var ticks = BusyFields.Sum(index => long.Parse(fields[index], CultureInfo.InvariantCulture));
        return ticks * Tick;
    }
}
