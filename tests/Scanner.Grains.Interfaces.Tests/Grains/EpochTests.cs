using Scanner.Images;
using Scanner.Reports;

namespace Scanner.Grains.Interfaces.Tests.Grains;

public sealed class EpochTests
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 23, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Replaced_SameDatabase_IsNotSo() => Assert.Null(EpochOf(Monday).Replaced(ReportOf(Monday)));

    [Fact]
    public void Replaced_ReportOfANewerDatabase_IsNotSo() => Assert.Null(EpochOf(Monday).Replaced(ReportOf(Monday.AddHours(1))));

    [Fact]
    public void Replaced_SeveralMoves_CountsFromTheFirstAfterTheReport() => Assert.Equal(
        Monday.AddHours(2), EpochOf(Monday, Monday.AddHours(2), Monday.AddHours(4)).Replaced(ReportOf(Monday)));

    [Fact]
    public void Replaced_MemoryDoesNotReachBack_CountsFromTheReadingOfTheReport()
    {
        var report = ReportOf(Monday.AddDays(-20));

        Assert.Equal(report.ReadAt, EpochOf(Monday, Monday.AddHours(2)).Replaced(report));
    }

    [Fact]
    public void Replaced_OtherDetectors_CountsFromTheirComing() =>
        Assert.Equal(Monday.AddDays(1), (EpochOf(Monday) with { Detectors = "dpkg:2.0" }).Replaced(ReportOf(Monday)));

    [Fact]
    public void Replaced_EmptyDatabase_ReplacesNothing() =>
        Assert.Null((EpochOf(Monday) with { DatabaseTime = null, Moves = [] }).Replaced(ReportOf(Monday)));

    private static Epoch EpochOf(params DateTimeOffset[] moves) => new()
    {
        DatabaseTime = moves[^1],
        Detectors = "dpkg:1.0",
        DetectorsSince = Monday.AddDays(1),
        Moves = [.. moves],
        HeardAt = Monday.AddDays(2),
    };

    private static ScanReport ReportOf(DateTimeOffset databaseTime) => new()
    {
        Digest = Digest.Parse($"sha256:{new string('a', 64)}"),
        AncestryName = "name",
        Layers = [],
        Findings = [],
        DatabaseTime = databaseTime,
        Detectors = "dpkg:1.0",
        ReadAt = databaseTime.AddMinutes(5),
    };
}
