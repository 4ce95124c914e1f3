using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Scanner.Webhook.Admission;

/// <summary>Durations as Go and the kube-apiserver write them: <c>10s</c>, <c>1m30s</c>, <c>1.5s</c>, <c>500ms</c>.</summary>
internal static class GoDuration
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    /// <summary>
    /// Reads what Go's <c>time.ParseDuration</c> reads: an optional sign, then numbers with an optional fraction, each followed
    /// by a unit; or <c>0</c>. What is finer than 100 ns is cut off.
    /// </summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out TimeSpan duration)
    {
        duration = default;
        var rest = text.AsSpan();
        var isNegative = rest.StartsWith('-');
        if (isNegative || rest.StartsWith('+')) rest = rest[1..];
        if (rest.IsEmpty) return false;
        if (rest is "0") return true;

        var ticks = 0m;
        while (!rest.IsEmpty)
        {
            if (!TryTake(ref rest, out var part)) return false;
            ticks += part;
            if (ticks > long.MaxValue) return false;
        }
        duration = TimeSpan.FromTicks((long)(isNegative ? -ticks : ticks));
        return true;
    }

    private static bool TryTake(ref ReadOnlySpan<char> rest, out decimal ticks)
    {
        ticks = 0;
        var numberLength = rest.IndexOfAnyExcept(NumberCharacters);
        if (numberLength <= 0
            || !decimal.TryParse(
                rest[..numberLength], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return false;
        rest = rest[numberLength..];

        var unitLength = rest.IndexOfAny(NumberCharacters) is var next and >= 0 ? next : rest.Length;
        decimal? ticksPerUnit = rest[..unitLength] switch
        {
            "ns" => 0.01m,
            // U+00B5, micro sign, and U+03BC, Greek letter mu.
            "us" or "\u00b5s" or "\u03bcs" => TimeSpan.TicksPerMicrosecond,
            "ms" => TimeSpan.TicksPerMillisecond,
            "s" => TimeSpan.TicksPerSecond,
            "m" => TimeSpan.TicksPerMinute,
            "h" => TimeSpan.TicksPerHour,
            _ => null,
        };
        rest = rest[unitLength..];
        if (ticksPerUnit is not { } factor || number > long.MaxValue / factor) return false;
        ticks = number * factor;
        return true;
    }
}
