namespace Scanner.Silo.Storage.Schema;

/// <summary>A newer Scanner has migrated the database; this one must not touch it.</summary>
internal sealed class SchemaTooNewException(int found, int known)
    : Exception($"The schema scanner has version {found}, and this Scanner knows version {known}.")
{
    public int Found { get; } = found;

    public int Known { get; } = known;
}
