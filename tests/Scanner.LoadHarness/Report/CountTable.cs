using System.Globalization;

namespace Scanner.LoadHarness.Report;

/// <summary>Counts beside what they must be.</summary>
internal sealed class CountTable
{
    private readonly List<(string What, long Counted, string Expected, bool IsRight)> _rows = [];

    public bool IsRight => _rows.TrueForAll(row => row.IsRight);

    public void Exactly(string what, long counted, long expected) =>
        _rows.Add((what, counted, expected.ToString("#,0", CultureInfo.InvariantCulture), counted == expected));

    public void AtMost(string what, long counted, long most) =>
        _rows.Add((what, counted, "<= " + most.ToString("#,0", CultureInfo.InvariantCulture), counted <= most));

    public void Write(TextWriter output)
    {
        output.WriteLine($"{"",-36} {"counted",9} {"expected",9}");
        foreach (var (what, counted, expected, isRight) in _rows)
        {
            var verdict = isRight ? "ok" : "WRONG";
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-36} {counted,9:#,0} {expected,9}  {verdict}"));
        }
    }
}
