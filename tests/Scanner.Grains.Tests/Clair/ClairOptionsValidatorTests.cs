using Scanner.Grains.Clair;

namespace Scanner.Grains.Tests.Clair;

public sealed class ClairOptionsValidatorTests
{
    [Fact]
    public void Validate_Defaults_AreValidAndAsDocumented()
    {
        var options = new ClairOptions();

        Assert.True(new ClairOptionsValidator().Validate(null, options).Succeeded);
        Assert.Equal(new Uri("http://localhost:6060"), options.Address);
        Assert.Equal(TimeSpan.FromMinutes(10), options.ScanTimeout);
        Assert.Equal(4, options.MaxPostsInFlight);
    }

    [Fact]
    public void Validate_EverythingWrong_NamesEveryKey()
    {
        var options = new ClairOptions
        {
            Address = new Uri("ftp://clair"),
            MaxPostsInFlight = 0,
            ScanTimeout = TimeSpan.Zero,
            ReadTimeout = TimeSpan.FromDays(1),
            StatusInterval = TimeSpan.Zero,
        };

        var failures = new ClairOptionsValidator().Validate(null, options).Failures!.ToList();

        Assert.Equal(
            [
                "Clair:Address ('ftp://clair/') is not an address of the form http://host:6060 or https://host:port.",
                "Clair:MaxPostsInFlight (0) is not between 1 and 256.",
                "Clair:ScanTimeout (00:00:00) is not between 00:00:01 and 02:00:00.",
                "Clair:ReadTimeout (1.00:00:00) is not between 00:00:01 and 01:00:00.",
                "Clair:StatusInterval (00:00:00) is not between 00:00:01 and 01:00:00.",
            ],
            failures);
    }
}
