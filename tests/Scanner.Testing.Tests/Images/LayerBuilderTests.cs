using System.Buffers.Binary;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Scanner.Testing.Images;

namespace Scanner.Testing.Tests.Images;

public sealed class LayerBuilderTests
{
    [Fact]
    public void Build_SameFilesInOtherOrder_GivesSameBytes()
    {
        var one = new LayerBuilder().File("etc/a", "1").File("b", "2").Build();
        var other = new LayerBuilder().File("b", "2").File("etc/a", "1").Build();

        Assert.Equal(one.Content, other.Content);
        Assert.Equal(one.Digest, other.Digest);
    }

    [Fact]
    public void Build_Digests_AreThoseOfBlobAndTar()
    {
        var layer = new LayerBuilder().File("etc/a", "1").Build();

        Assert.Equal(ContentDigest.Of(layer.Content), layer.Digest);
        Assert.Equal(ContentDigest.Of(Unzip(layer.Content)), layer.DiffId);
    }

    [Fact]
    public void Build_Tar_HasFoldersOnceAndBeforeTheirFiles()
    {
        var layer = new LayerBuilder().File("etc/apt/b", "").File("etc/a", "text").Compression(LayerCompression.None).Build();

        Assert.Equal(["etc/", "etc/a", "etc/apt/", "etc/apt/b"], Entries(layer.Content).Select(entry => entry.Name));
        Assert.Equal("text", Text(layer.Content, "etc/a"));
    }

    [Fact]
    public void Build_PlainTar_IsItsOwnDiffId()
    {
        var layer = new LayerBuilder().File("a", "1").Compression(LayerCompression.None).Build();

        Assert.Equal(layer.Digest, layer.DiffId);
        Assert.Equal(MediaTypes.OciLayer, layer.MediaType);
    }

    [Fact]
    public void Build_TruncatedGzip_IsTheFirstHalf()
    {
        var files = new LayerBuilder().DebianRelease("12", "bookworm");
        var whole = files.Build();

        var layer = files.Compression(LayerCompression.TruncatedGzip).Build();

        Assert.Equal(whole.Content[..(whole.Content.Length / 2)], layer.Content);
        Assert.Equal((whole.DiffId, whole.MediaType), (layer.DiffId, layer.MediaType));
    }

    /// <summary>More than one block, so that block headers and the mark of the last one count.</summary>
    [Fact]
    public void Build_Zstd_IsAFrameOfTheTar()
    {
        var files = new LayerBuilder().File("big", new byte[300_000]);
        var tar = files.Compression(LayerCompression.None).Build().Content;

        var layer = files.Compression(LayerCompression.Zstd).Build();

        Assert.Equal(MediaTypes.OciLayerZstd, layer.MediaType);
        Assert.Equal(0xFD2FB528u, BinaryPrimitives.ReadUInt32LittleEndian(layer.Content));
        Assert.Equal(tar, RawBlocks(layer.Content));
    }

    [Fact]
    public void Whiteout_OfAFile_IsNamedBesideIt()
    {
        var layer = new LayerBuilder().Whiteout("var/lib/dpkg/status").Whiteout("top").Compression(LayerCompression.None).Build();

        Assert.Contains("var/lib/dpkg/.wh.status", Entries(layer.Content).Select(entry => entry.Name));
        Assert.Contains(".wh.top", Entries(layer.Content).Select(entry => entry.Name));
    }

    [Fact]
    public void File_PathWithLeadingSlash_Throws() =>
        Assert.Throws<ArgumentException>(() => new LayerBuilder().File("/etc/a", "1"));

    [Fact]
    public void DpkgPackages_Status_IsInDpkgsForm()
    {
        var layer = new LayerBuilder()
            .DpkgPackages(
                new DpkgPackage("tar", "1.34+dfsg-1.2"),
                new DpkgPackage("libc6", "2.36-9") { Source = "glibc" },
                new DpkgPackage("libgcc-s1", "12.2.0-14") { Source = "gcc-12", SourceVersion = "12.2.0-13" })
            .Compression(LayerCompression.None)
            .Build();

        var stanzas = Text(layer.Content, "var/lib/dpkg/status").Split("\n\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(3, stanzas.Length);
        Assert.StartsWith("Package: tar\nStatus: install ok installed\n", stanzas[0], StringComparison.Ordinal);
        Assert.DoesNotContain("Source:", stanzas[0], StringComparison.Ordinal);
        Assert.Contains("\nSource: glibc\nVersion: 2.36-9\n", stanzas[1], StringComparison.Ordinal);
        Assert.Contains("\nSource: gcc-12 (12.2.0-13)\nVersion: 12.2.0-14\n", stanzas[2], StringComparison.Ordinal);
    }

    [Fact]
    public void ApkPackages_Installed_IsInApksForm()
    {
        var layer = new LayerBuilder()
            .AlpineRelease("3.18.6")
            .ApkPackages(new ApkPackage("musl", "1.2.4-r2"), new ApkPackage("libssl3", "3.1.4-r5") { Origin = "openssl" })
            .Compression(LayerCompression.None)
            .Build();

        var entries = Text(layer.Content, "lib/apk/db/installed").Split("\n\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.Contains("\nP:musl\nV:1.2.4-r2\n", entries[0], StringComparison.Ordinal);
        Assert.Contains("\no:openssl\n", entries[1], StringComparison.Ordinal);
        Assert.Equal("3.18.6\n", Text(layer.Content, "etc/alpine-release"));
        Assert.Contains("PRETTY_NAME=\"Alpine Linux v3.18\"", Text(layer.Content, "etc/os-release"), StringComparison.Ordinal);
    }

    private static byte[] Unzip(byte[] content)
    {
        using var unpacked = new MemoryStream();
        using var gzip = new GZipStream(new MemoryStream(content), CompressionMode.Decompress);
        gzip.CopyTo(unpacked);
        return unpacked.ToArray();
    }

    private static byte[] RawBlocks(byte[] frame)
    {
        const int FrameHeader = 13;
        const int BlockHeader = 3;
        var unpacked = new MemoryStream();
        for (int place = FrameHeader, last = 0; last == 0;)
        {
            var header = frame[place] | (frame[place + 1] << 8) | (frame[place + 2] << 16);
            last = header & 1;
            Assert.Equal(0, (header >> 1) & 3);
            unpacked.Write(frame, place + BlockHeader, header >> 3);
            place += BlockHeader + (header >> 3);
            Assert.Equal(last == 1, place == frame.Length);
        }

        return unpacked.ToArray();
    }

    private static List<(string Name, byte[] Content)> Entries(byte[] tar)
    {
        var entries = new List<(string, byte[])>();
        using var reader = new TarReader(new MemoryStream(tar));
        while (reader.GetNextEntry() is { } entry)
        {
            using var content = new MemoryStream();
            entry.DataStream?.CopyTo(content);
            entries.Add((entry.Name, content.ToArray()));
        }

        return entries;
    }

    private static string Text(byte[] tar, string name) =>
        Encoding.UTF8.GetString(Entries(tar).Single(entry => entry.Name == name).Content);
}
