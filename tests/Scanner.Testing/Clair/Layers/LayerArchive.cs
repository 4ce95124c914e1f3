using System.Formats.Tar;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;

namespace Scanner.Testing.Clair.Layers;

/// <summary>Reads chosen files out of a layer: a tar archive, plain or gzip by its first bytes.</summary>
internal static class LayerArchive
{
    private const int TarBlock = 512;

    /// <summary>Clair refuses to take a larger file out of a layer.</summary>
    private const long MaxFileBytes = 200 * 1024 * 1024;

    private static readonly byte[] Gzip = [0x1f, 0x8b];

    /// <summary>
    /// The text of the files named in <paramref name="paths"/>; links are empty texts. An empty stream and one of zeros
    /// hold no file.
    /// </summary>
    /// <exception cref="InvalidDataException">No archive that can be read, or cut short (also as IOException).</exception>
    public static async Task<IReadOnlyDictionary<string, string>> ReadAsync(
        Stream blob, IReadOnlySet<string> paths, CancellationToken cancellationToken)
    {
        var raw = PipeReader.Create(blob);
        var magic = await PeekAsync(raw, Gzip.Length, cancellationToken);
        if (!magic.AsSpan().SequenceEqual(Gzip)) return await ReadTarAsync(raw, paths, cancellationToken);
        await using var unpacked = new GZipStream(raw.AsStream(), CompressionMode.Decompress);
        return await ReadTarAsync(PipeReader.Create(unpacked), paths, cancellationToken);
    }

    private static async Task<IReadOnlyDictionary<string, string>> ReadTarAsync(
        PipeReader archive, IReadOnlySet<string> paths, CancellationToken cancellationToken)
    {
        var files = new Dictionary<string, string>();
        var head = await PeekAsync(archive, TarBlock, cancellationToken);
        if (!head.AsSpan().ContainsAnyExcept((byte)0)) return files;
        CheckHeader(head);
        await using var reader = new TarReader(archive.AsStream());
        while (await reader.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
        {
            var path = entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name;
            if (!paths.Contains(path)) continue;
            if (entry.Length > MaxFileBytes) throw new InvalidDataException($"{path} is larger than {MaxFileBytes} bytes.");
            files[path] = await ReadTextAsync(entry, cancellationToken);
        }

        return files;
    }

    private static async Task<string> ReadTextAsync(TarEntry entry, CancellationToken cancellationToken)
    {
        if (entry.DataStream is not { } data) return "";
        using var reader = new StreamReader(data, Encoding.UTF8);
        return await reader.ReadToEndAsync(cancellationToken);
    }

    // TarReader takes some texts for the end of an archive; Clair goes by the checksum.
    private static void CheckHeader(byte[] block)
    {
        const int ChecksumStart = 148;
        const int ChecksumLength = 8;
        if (block.Length < TarBlock) throw new InvalidDataException("The archive is shorter than one tar header.");
        var text = Encoding.ASCII.GetString(block, ChecksumStart, ChecksumLength).Trim('\0', ' ');
        block.AsSpan(ChecksumStart, ChecksumLength).Fill((byte)' ');
        var sum = block.Sum(value => value);
        if (text != Convert.ToString(sum, 8).PadLeft(text.Length, '0')) throw new InvalidDataException("Not a tar header.");
    }

    private static async Task<byte[]> PeekAsync(PipeReader reader, int count, CancellationToken cancellationToken)
    {
        var read = await reader.ReadAtLeastAsync(count, cancellationToken);
        var head = System.Buffers.BuffersExtensions.ToArray(read.Buffer.Slice(0, Math.Min(count, read.Buffer.Length)));
        reader.AdvanceTo(read.Buffer.Start);
        return head;
    }
}
