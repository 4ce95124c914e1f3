using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Scanner.Reports;
using Scanner.Silo.Storage.Rows;
using Scanner.Silo.Tests.Storage.Support;

namespace Scanner.Silo.Tests.Storage;

public sealed class RowCodecTests : IDisposable
{
    private static readonly RowKey Key = new("image", SampleReport.Grain(1));

    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();
    private readonly RowCodec _codec;

    public RowCodecTests() => _codec = new RowCodec(_services.GetRequiredService<Serializer>());

    public void Dispose() => _services.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(3000)]
    public void Unpack_Packed_IsTheSameState(int findings)
    {
        var report = SampleReport.Of(1, findings);

        var read = _codec.Unpack<ScanReport>(Key, RowCodec.Pack(Key, _codec.Serialize(report)));

        Assert.Equal(report.Findings, read.Findings);
        Assert.Equal(report.Layers, read.Layers);
        Assert.Equal(report.DatabaseTime, read.DatabaseTime);
    }

    [Fact]
    public void Pack_BelowTheThreshold_IsNotCompressed()
    {
        var state = new byte[RowCodec.CompressFrom - 1];

        Assert.InRange(RowCodec.Pack(Key, state).Length, state.Length, state.Length + 32);
        Assert.InRange(RowCodec.Pack(Key, new byte[RowCodec.CompressFrom]).Length, 1, 100);
    }

    [Fact]
    public void Pack_TooLarge_IsRefused() =>
        Assert.Throws<RowFormatException>(() => RowCodec.Pack(Key, new byte[RowCodec.MaxStateBytes + 1]));

    [Fact]
    public void Unpack_AnyBitFlipped_IsNoticed()
    {
        var row = Row(20);

        for (var at = 0; at < row.Length; at++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                row[at] ^= (byte)(1 << bit);
                Assert.Throws<RowFormatException>(() => _codec.Unpack<ScanReport>(Key, row));
                row[at] ^= (byte)(1 << bit);
            }
        }

        Assert.Equal(20, _codec.Unpack<ScanReport>(Key, row).Findings.Length);
    }

    [Fact]
    public void Unpack_CutAnywhere_IsNoticed()
    {
        var row = Row(20);

        for (var length = 0; length < row.Length; length++)
            Assert.Throws<RowFormatException>(() => _codec.Unpack<ScanReport>(Key, row[..length]));
    }

    [Theory]
    [InlineData("tag", 1)]
    [InlineData("image", 2)]
    public void Unpack_AnotherStateOrGrain_IsNoticed(string state, int grain)
    {
        var failure = Assert.Throws<RowFormatException>(
            () => _codec.Unpack<ScanReport>(new RowKey(state, SampleReport.Grain(grain)), Row(3)));

        Assert.Contains("another grain's", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unpack_UnknownFormat_NamesBoth()
    {
        var row = Row(3);
        row[4] = RowCodec.Format + 1;

        var failure = Assert.Throws<RowFormatException>(() => _codec.Unpack<ScanReport>(Key, row));

        Assert.Equal("its format is 2, and this Scanner knows 1", failure.Message);
    }

    [Fact]
    public void Unpack_RandomBytes_IsNoticed()
    {
        var random = new Random(4);
        for (var length = 0; length < 500; length++)
        {
            var row = new byte[length];
            random.NextBytes(row);
            Assert.Throws<RowFormatException>(() => _codec.Unpack<ScanReport>(Key, row));
        }
    }

    [Fact]
    public void Unpack_StateOfAnotherType_IsNoticed()
    {
        var row = RowCodec.Pack(Key, _codec.Serialize("a text"));

        var failure = Assert.Throws<RowFormatException>(() => _codec.Unpack<ScanReport>(Key, row));

        Assert.Contains("no ScanReport", failure.Message, StringComparison.Ordinal);
    }

    private byte[] Row(int findings) => RowCodec.Pack(Key, _codec.Serialize(SampleReport.Of(1, findings)));
}
