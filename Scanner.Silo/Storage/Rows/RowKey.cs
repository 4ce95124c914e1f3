using System.Text;

namespace Scanner.Silo.Storage.Rows;

/// <summary>What names a row: the state's name, and the grain as Orleans writes it, <c>image/sha256:…</c>.</summary>
internal readonly record struct RowKey(string State, GrainId Grain)
{
    /// <summary>
    /// Bytes of the grain's name. References are shorter; the key of PostgreSQL's index must stay below 2,700 bytes.
    /// </summary>
    public const int MaxLength = 1024;

    public string GrainText { get; } = Grain.ToString();

    public bool IsTooLong => Encoding.UTF8.GetByteCount(GrainText) > MaxLength;

    /// <summary>
    /// The grain as the provider gets it. It would take a key that looks like a number or a GUID for one, and leaves the type
    /// out; a name with a slash is neither, and has the type.
    /// </summary>
    public GrainId ForProvider => GrainId.Create(Grain.Type, IdSpan.Create(GrainText));

    public override string ToString() => $"{State} of {GrainText}";
}
