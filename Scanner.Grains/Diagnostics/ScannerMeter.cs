using System.Diagnostics.Metrics;

namespace Scanner.Grains.Diagnostics;

/// <summary>The one meter of the program.</summary>
public static class ScannerMeter
{
    public const string Name = "Scanner";

    public static Meter Instance { get; } = new(Name);
}
