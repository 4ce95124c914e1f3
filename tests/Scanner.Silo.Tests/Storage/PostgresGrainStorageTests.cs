using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Scanner.Reports;
using Scanner.Silo.Tests.Storage.Support;
using Scanner.Testing;

namespace Scanner.Silo.Tests.Storage;

public sealed class PostgresGrainStorageTests(PostgresFixture postgres)
{
    private static readonly GrainId Grain = SampleReport.Grain(1);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(10, 2_000)]
    [InlineData(4000, 500_000)]
    public async Task Read_WrittenByAnotherSilo_IsTheSameReport(int findings, int leastBytes)
    {
        var (name, connection) = await postgres.CreateDatabaseAsync(Cancelled);
        var report = SampleReport.Of(1, findings);
        await using (var first = await StorageSilo.StartOpenAsync(connection)) Assert.True(await first.WriteAsync(Grain, report));

        await using var second = await StorageSilo.StartOpenAsync(connection);
        var read = await second.ReadAsync<ScanReport>(Grain);

        Assert.Equal(report.Findings, read?.Findings);
        var bytes = SerializedLength(report);
        var stored = int.Parse(
            await postgres.Server.ExecuteAsync("SELECT pg_column_size(payload) FROM scanner.grain_state", Cancelled, name),
            CultureInfo.InvariantCulture);
        TestContext.Current.TestOutputHelper?.WriteLine($"{findings} findings: {bytes} bytes serialized, {stored} stored");
        Assert.InRange(bytes, leastBytes, leastBytes * 2);
        Assert.InRange(stored, 1, bytes * 6 / 10);
    }

    [Fact]
    public async Task Read_NeverWritten_IsNoRecord()
    {
        await using var silo = await StartAsync();

        Assert.Null(await silo.ReadAsync<ScanReport>(Grain));
    }

    [Fact]
    public async Task Write_ByTwoWhoKnowNothingOfEachOther_KeepsTheLast()
    {
        var (_, connection) = await postgres.CreateDatabaseAsync(Cancelled);
        await using var one = await StorageSilo.StartOpenAsync(connection);
        await using var other = await StorageSilo.StartOpenAsync(connection);

        Assert.True(await one.WriteAsync(Grain, SampleReport.Of(1, 1)));
        Assert.True(await other.WriteAsync(Grain, SampleReport.Of(1, 2)));
        Assert.True(await one.WriteAsync(Grain, SampleReport.Of(1, 3)));

        Assert.Equal(3, (await other.ReadAsync<ScanReport>(Grain))?.Findings.Length);
    }

    [Fact]
    public async Task Clear_Written_RemovesTheRow()
    {
        await using var silo = await StartAsync();
        await silo.WriteAsync(Grain, SampleReport.Of(1, 1));
        var state = new GrainState<ScanReport>(SampleReport.Of(1, 1)) { RecordExists = true };

        await silo.Storage.ClearStateAsync("image", Grain, state);
        await silo.Storage.ClearStateAsync("image", Grain, state);

        Assert.False(state.RecordExists);
        Assert.Null(await silo.ReadAsync<ScanReport>(Grain));
    }

    [Fact]
    public async Task Read_KeysThatLookAlike_AreRowsOfTheirOwn()
    {
        await using var silo = await StartAsync();
        GrainId[] grains =
        [
            GrainId.Create("image", "10"), GrainId.Create("image", "010"), GrainId.Create("tag", "10"),
            GrainId.Create("fade", "1"), GrainId.Create("fade", "00000000000000000000000000000001"), GrainId.Create("fade", "1+x"),
        ];

        foreach (var (number, grain) in grains.Index()) await silo.WriteAsync(grain, $"row {number}");
        await silo.WriteAsync(grains[0], "another state", "history");

        foreach (var (number, grain) in grains.Index()) Assert.Equal($"row {number}", await silo.ReadAsync<string>(grain));
        Assert.Equal("another state", await silo.ReadAsync<string>(grains[0], "history"));
    }

    [Fact]
    public async Task Write_NameThatNoIndexHolds_IsLeftOut()
    {
        await using var silo = await StartAsync();
        var grain = GrainId.Create("tag", new string('x', 5000));

        Assert.False(await silo.WriteAsync(grain, "anything"));

        Assert.Null(await silo.ReadAsync<string>(grain));
        Assert.Equal(0, silo.Log.Count("Warning"));
    }

    [Theory]
    [InlineData("a flipped bit", "set_byte(payload, 40, get_byte(payload, 40) # 1)", "its checksum is wrong")]
    [InlineData("the end missing", "substr(payload, 1, length(payload) - 1)", "its checksum is wrong")]
    [InlineData("another format", "set_byte(payload, 4, 9)", "its format is 9")]
    [InlineData("random bytes", "decode(md5('a') || md5('b'), 'hex')", "does not begin as a row")]
    [InlineData("nothing", "''::bytea", "does not begin as a row")]
    [InlineData("another grain's row", "(SELECT payload FROM scanner.grain_state WHERE grain <> outside.grain)", "another grain's")]
    public async Task Read_CorruptRow_IsNoRecordAndTheNextWriteHeals(string damage, string payload, string reason)
    {
        var (name, connection) = await postgres.CreateDatabaseAsync(Cancelled);
        await using var silo = await StorageSilo.StartOpenAsync(connection);
        await silo.WriteAsync(Grain, SampleReport.Of(1, 5));
        await silo.WriteAsync(SampleReport.Grain(2), SampleReport.Of(2, 5));
        await postgres.Server.ExecuteAsync(
            $"UPDATE scanner.grain_state AS outside SET payload = {payload} WHERE grain = '{Grain}'", Cancelled, name);

        Assert.True(await silo.ReadAsync<ScanReport>(Grain) is null, damage);
        var warning = Assert.Single(silo.Log.All, line => line.StartsWith("Warning", StringComparison.Ordinal));
        Assert.Contains($"image of {Grain} is not used", warning, StringComparison.Ordinal);
        Assert.Contains(reason, warning, StringComparison.Ordinal);
        Assert.Equal(5, (await silo.ReadAsync<ScanReport>(SampleReport.Grain(2)))?.Findings.Length);

        Assert.True(await silo.WriteAsync(Grain, SampleReport.Of(1, 6)));
        Assert.Equal(6, (await silo.ReadAsync<ScanReport>(Grain))?.Findings.Length);
    }

    [Fact]
    public async Task Read_ThousandsAtOnce_AllAreAnswered()
    {
        var (_, connection) = await postgres.CreateDatabaseAsync(Cancelled);
        await using var silo = await StorageSilo.StartOpenAsync(connection);
        var numbers = Enumerable.Range(0, 2000).ToArray();
        var written = await Task.WhenAll(numbers.Select(
            number => silo.WriteAsync(SampleReport.Grain(number), SampleReport.Of(number, 2))));

        var read = await Task.WhenAll(numbers.Select(number => silo.ReadAsync<ScanReport>(SampleReport.Grain(number))));

        Assert.All(written, Assert.True);
        Assert.Equal(numbers.Select(number => SampleReport.DigestOf(number)), read.Select(report => report!.Digest));
    }

    private static int SerializedLength(ScanReport report)
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        return services.GetRequiredService<Serializer>().SerializeToArray(report).Length;
    }

    private async Task<StorageSilo> StartAsync() =>
        await StorageSilo.StartOpenAsync((await postgres.CreateDatabaseAsync(Cancelled)).ConnectionString);
}
