using System.Buffers.Binary;
using System.IO.Compression;

namespace Scanner.Testing.Images;

/// <summary>Packs a layer's tar.</summary>
internal static class LayerPacking
{
    private static readonly byte[] ZstdMagic = [0x28, 0xB5, 0x2F, 0xFD];

    /// <summary>
    /// Frame header descriptor: content size in 8 bytes, one segment, no checksum, no dictionary (RFC 8878, 3.1.1.1.1).
    /// </summary>
    private const byte ZstdDescriptor = 0xE0;

    /// <summary>Largest raw block, 128 KiB (RFC 8878, 3.1.1.2.4).</summary>
    private const int ZstdBlock = 128 * 1024;

    public static byte[] Pack(byte[] tar, LayerCompression compression) => compression switch
    {
        LayerCompression.Gzip => Gzip(tar),
        LayerCompression.TruncatedGzip => Gzip(tar) is var whole ? whole[..(whole.Length / 2)] : [],
        LayerCompression.Zstd => Zstd(tar),
        LayerCompression.None => tar,
        _ => throw new ArgumentOutOfRangeException(nameof(compression), compression, "Not a way to pack a layer."),
    };

    private static byte[] Gzip(byte[] tar)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(tar);
        return packed.ToArray();
    }

    /// <summary>The platform has no zstd encoder; raw blocks need none and every decoder takes them.</summary>
    private static byte[] Zstd(byte[] tar)
    {
        using var packed = new MemoryStream();
        packed.Write(ZstdMagic);
        packed.WriteByte(ZstdDescriptor);
        Span<byte> number = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(number, (ulong)tar.Length);
        packed.Write(number);
        for (var start = 0; start < tar.Length; start += ZstdBlock)
        {
            var block = tar.AsSpan(start, Math.Min(ZstdBlock, tar.Length - start));
            var last = start + block.Length == tar.Length ? 1 : 0;
            BinaryPrimitives.WriteInt32LittleEndian(number, (block.Length << 3) | last);
            packed.Write(number[..3]);
            packed.Write(block);
        }

        return packed.ToArray();
    }
}
