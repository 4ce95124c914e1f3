using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Orleans.Serialization;

namespace Scanner.Silo.Storage.Rows;

/// <summary>
/// States as the bytes of a row. The form: "Scan", a byte of format, a byte of compression, the state's length before compression
/// (4 bytes, little-endian), a checksum (16 bytes), then the state in Orleans' own serialization. The checksum is over all the
/// rest and over the row's name, so that a row with a flipped bit, or copied to another grain, is noticed. Safe for any thread.
/// </summary>
internal sealed class RowCodec(Serializer serializer)
{
    /// <summary>Bytes of a state, before compression; more is neither written nor read.</summary>
    public const int MaxStateBytes = 64 * 1024 * 1024;

    /// <summary>States from this size on are compressed; below it there is little to win. In bytes.</summary>
    public const int CompressFrom = 512;

    /// <summary>The form described above. Another form gets another number.</summary>
    public const byte Format = 1;

    private const byte Plain = 0, Brotli = 1;
    private const int FormatAt = 4, CompressionAt = 5, LengthAt = 6, ChecksumAt = 10, ChecksumLength = 16;
    private const int HeaderLength = ChecksumAt + ChecksumLength;

    /// <summary>
    /// Brotli's effort, 0 to 11. Above 4 it takes several times as long for a few percent.
    /// </summary>
    private const int Quality = 4;

    /// <summary>Brotli's window as a power of two: findings repeat within 4 MiB.</summary>
    private const int Window = 22;

    private static ReadOnlySpan<byte> Magic => "Scan"u8;

    /// <summary>The state in Orleans' serialization, a copy that later changes do not touch.</summary>
    public byte[] Serialize<T>(T state) => serializer.SerializeToArray(state);

    /// <summary>The bytes of the row.</summary>
    /// <param name="key">Whose row.</param>
    /// <param name="state">From <see cref="Serialize"/>.</param>
    /// <exception cref="RowFormatException">The state is larger than <see cref="MaxStateBytes"/>.</exception>
    public static byte[] Pack(RowKey key, byte[] state)
    {
        if (state.Length > MaxStateBytes)
            throw new RowFormatException($"The state has {state.Length} bytes, more than {MaxStateBytes}.");
        var (compression, body) = Compress(state);
        var row = new byte[HeaderLength + body.Length];
        Magic.CopyTo(row);
        row[FormatAt] = Format;
        row[CompressionAt] = compression;
        BinaryPrimitives.WriteInt32LittleEndian(row.AsSpan(LengthAt), state.Length);
        body.Span.CopyTo(row.AsSpan(HeaderLength));
        ChecksumOf(key, row).CopyTo(row.AsSpan(ChecksumAt));
        return row;
    }

    /// <summary>The state of a row.</summary>
    /// <exception cref="RowFormatException">The row is damaged, another's, or of a form or type not known here.</exception>
    public T Unpack<T>(RowKey key, byte[] row)
    {
        if (row.Length < HeaderLength || !row.AsSpan().StartsWith(Magic))
            throw new RowFormatException("it does not begin as a row of Scanner does");
        if (row[FormatAt] != Format)
            throw new RowFormatException($"its format is {row[FormatAt]}, and this Scanner knows {Format}");
        if (!row.AsSpan(ChecksumAt, ChecksumLength).SequenceEqual(ChecksumOf(key, row)))
            throw new RowFormatException("its checksum is wrong: it is damaged or another grain's");
        var state = Decompress(row);
        try
        {
            return serializer.Deserialize<T>(state) ?? throw new RowFormatException("it holds null");
        }
        // The checksum was right, so it is what somebody wrote: a state that has changed since in a way it must not.
        catch (Exception exception) when (exception is not RowFormatException)
        {
            throw new RowFormatException(
                $"it is no {typeof(T).Name} that this Scanner reads ({exception.GetType().Name})", exception);
        }
    }

    private static (byte Compression, ReadOnlyMemory<byte> Body) Compress(byte[] state)
    {
        if (state.Length < CompressFrom) return (Plain, state);
        // No larger than the state: what does not shrink stays as it is.
        var body = new byte[state.Length];
        return BrotliEncoder.TryCompress(state, body, out var written, Quality, Window)
            ? (Brotli, body.AsMemory(0, written))
            : (Plain, state);
    }

    private static byte[] Decompress(byte[] row)
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(row.AsSpan(LengthAt));
        if (length is < 0 or > MaxStateBytes) throw new RowFormatException($"its state would have {length} bytes");
        var body = row.AsSpan(HeaderLength);
        if (row[CompressionAt] == Plain) return body.ToArray();
        var state = new byte[length];
        return row[CompressionAt] == Brotli && BrotliDecoder.TryDecompress(body, state, out var written) && written == length
            ? state
            : throw new RowFormatException($"its compression ({row[CompressionAt]}) cannot be undone");
    }

    private static byte[] ChecksumOf(RowKey key, ReadOnlySpan<byte> row)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(row[..ChecksumAt]);
        // Neither name can hold a NUL, so their borders cannot be moved.
        hash.AppendData(Encoding.UTF8.GetBytes($"{key.State}\0{key.GrainText}\0"));
        hash.AppendData(row[HeaderLength..]);
        return hash.GetHashAndReset()[..ChecksumLength];
    }
}
