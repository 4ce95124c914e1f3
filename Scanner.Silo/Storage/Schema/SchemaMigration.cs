using System.Globalization;

namespace Scanner.Silo.Storage.Schema;

/// <summary>One step of the schema: the SQL that makes <paramref name="Version"/> out of the version before.</summary>
internal sealed record SchemaMigration(int Version, string Sql)
{
    /// <summary>How the embedded files are named, before their number: <c>0001-what.sql</c>.</summary>
    private const string Prefix = "Scanner.Silo.Storage.Schema.";

    /// <summary>Every step, in order, from version 1.</summary>
    public static IReadOnlyList<SchemaMigration> All { get; } =
    [
        .. typeof(SchemaMigration).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(Read),
    ];

    private static SchemaMigration Read(string name)
    {
        using var reader = new StreamReader(typeof(SchemaMigration).Assembly.GetManifestResourceStream(name)!);
        return new SchemaMigration(int.Parse(name.AsSpan(Prefix.Length, 4), CultureInfo.InvariantCulture), reader.ReadToEnd());
    }
}
