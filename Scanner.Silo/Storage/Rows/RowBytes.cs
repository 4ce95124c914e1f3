namespace Scanner.Silo.Storage.Rows;

/// <summary>What the provider keeps for us: bytes that only <see cref="RowCodec"/> understands.</summary>
internal sealed class RowBytes
{
    public byte[]? Content { get; init; }
}
