using System.Formats.Tar;
using Scanner.Testing.Clair.Layers;
using Scanner.Testing.Tests.Clair.Support;

namespace Scanner.Testing.Tests.Clair.Layers;

public sealed class LayerArchiveTests
{
    private static readonly HashSet<string> Wanted = ["etc/os-release", "etc/alpine-release"];

    [Fact]
    public async Task ReadAsync_PlainTar_GivesTheFilesWanted()
    {
        var files = await ReadAsync(TestLayer.Tar(("bin/sh", "#!"), ("./etc/os-release", "ID=debian")));

        Assert.Equal([KeyValuePair.Create("etc/os-release", "ID=debian")], files);
    }

    [Fact]
    public async Task ReadAsync_GzipTar_IsUnpackedByItsFirstBytes()
    {
        var files = await ReadAsync(TestLayer.Gzip(TestLayer.Tar(("etc/alpine-release", "3.18.4"))));

        Assert.Equal("3.18.4", files["etc/alpine-release"]);
    }

    [Theory]
    [InlineData(TarEntryFormat.V7)]
    [InlineData(TarEntryFormat.Ustar)]
    [InlineData(TarEntryFormat.Pax)]
    [InlineData(TarEntryFormat.Gnu)]
    public async Task ReadAsync_AnyTarFormat_IsRead(TarEntryFormat format)
    {
        using var archive = new MemoryStream();
        await using (var writer = new TarWriter(archive, format, leaveOpen: true))
        {
            await writer.WriteEntryAsync(typeof(LayerArchiveTests).Assembly.Location, "etc/os-release", Token);
        }

        Assert.Single(await ReadAsync(archive.ToArray()));
    }

    [Fact]
    public async Task ReadAsync_Link_IsAnEmptyText()
    {
        using var archive = new MemoryStream();
        await using (var writer = new TarWriter(archive, leaveOpen: true))
        {
            var link = new PaxTarEntry(TarEntryType.SymbolicLink, "etc/os-release") { LinkName = "../usr/lib/os-release" };
            await writer.WriteEntryAsync(link, Token);
        }

        Assert.Equal("", (await ReadAsync(archive.ToArray()))["etc/os-release"]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(10_240)]
    public async Task ReadAsync_NothingButZeros_HasNoFile(int length) => Assert.Empty(await ReadAsync(new byte[length]));

    [Fact]
    public async Task ReadAsync_TextWithSpacesWhereTheChecksumIs_IsRefused() =>
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync([.. Enumerable.Repeat((byte)' ', 1024), .. "{}"u8]));

    [Theory]
    [InlineData("28B52FFD0458")] // zstd
    [InlineData("425A68393141")] // bzip2
    [InlineData("FD377A585A00")] // xz
    public async Task ReadAsync_OtherCompression_IsRefused(string magic) =>
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync([.. Convert.FromHexString(magic), .. new byte[1024]]));

    [Fact]
    public async Task ReadAsync_TarCutShort_IsRefused() => await Assert.ThrowsAnyAsync<IOException>(
        () => ReadAsync(TestLayer.Tar(("bin/sh", "#!"), ("etc/os-release", new string('x', 4096)))[..4096]));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Task<IReadOnlyDictionary<string, string>> ReadAsync(byte[] blob) =>
        LayerArchive.ReadAsync(new MemoryStream(blob), Wanted, Token);
}
