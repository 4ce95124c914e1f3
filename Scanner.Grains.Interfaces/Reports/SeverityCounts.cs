using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Scanner.Reports;

/// <summary>How many vulnerabilities there are of each severity.</summary>
[GenerateSerializer, Immutable, Alias("scanner.SeverityCounts")]
public sealed record SeverityCounts
{
    private static readonly string[] Names = Enum.GetNames<Severity>();

    /// <summary>One count for each <see cref="Severity"/>, in its order; empty stands for all zero.</summary>
    [Id(0)]
    public ImmutableArray<int> BySeverity { get; init; } = [];

    public static SeverityCounts Zero { get; } = new();

    public int this[Severity severity] => BySeverity.IsEmpty ? 0 : BySeverity[(int)severity];

    public int Total => BySeverity.Sum();

    public static SeverityCounts Of(IEnumerable<Finding> findings)
    {
        var counts = new int[Names.Length];
        foreach (var finding in findings) counts[(int)finding.Severity]++;
        return new SeverityCounts { BySeverity = [.. counts] };
    }

    public static SeverityCounts operator +(SeverityCounts left, SeverityCounts right) =>
        new() { BySeverity = [.. Enum.GetValues<Severity>().Select(severity => left[severity] + right[severity])] };

    public bool Equals(SeverityCounts? other) =>
        other is not null && Enum.GetValues<Severity>().All(severity => this[severity] == other[severity]);

    public override int GetHashCode() => HashCode.Combine(Total, this[Severity.Critical], this[Severity.High]);

    /// <summary>Worst first, without the zeros: <c>1 Critical, 2 High</c>; or <c>none</c>.</summary>
    public override string ToString()
    {
        if (Total == 0) return "none";
        var text = new StringBuilder();
        for (var severity = Names.Length - 1; severity >= 0; severity--)
        {
            if (BySeverity[severity] == 0) continue;
            if (text.Length > 0) text.Append(", ");
            text.Append(CultureInfo.InvariantCulture, $"{BySeverity[severity]} {Names[severity]}");
        }

        return text.ToString();
    }
}
