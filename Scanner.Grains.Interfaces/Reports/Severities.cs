namespace Scanner.Reports;

/// <summary>Reads severities as Clair and operators write them.</summary>
public static class Severities
{
    private static readonly string[] Names = Enum.GetNames<Severity>();

    /// <summary>The severity of that very name. Numbers and lists, which an enum would parse, are none.</summary>
    public static bool TryParse(string? text, StringComparison comparison, out Severity severity)
    {
        var index = Array.FindIndex(Names, name => name.Equals(text, comparison));
        severity = index < 0 ? default : (Severity)index;
        return index >= 0;
    }
}
