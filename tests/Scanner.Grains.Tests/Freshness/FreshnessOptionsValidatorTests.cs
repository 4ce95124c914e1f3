using Scanner.Grains.Freshness;

namespace Scanner.Grains.Tests.Freshness;

public sealed class FreshnessOptionsValidatorTests
{
    [Fact]
    public void Validate_Defaults_AreFine() =>
        Assert.True(new FreshnessOptionsValidator().Validate(null, new FreshnessOptions()).Succeeded);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1_001)]
    public void Validate_RateOutOfRange_NamesTheKey(int rate) => AssertNames("Freshness:RefreshRate", new FreshnessOptions { RefreshRate = rate });

    [Theory]
    [InlineData(0)]
    [InlineData(59)]
    [InlineData(366 * 86_400)]
    public void Validate_MaxAgeOutOfRange_NamesTheKey(int seconds) =>
        AssertNames("Freshness:MaxAge", new FreshnessOptions { MaxAge = TimeSpan.FromSeconds(seconds) });

    private static void AssertNames(string key, FreshnessOptions options)
    {
        var result = new FreshnessOptionsValidator().Validate(null, options);

        Assert.Contains(key, Assert.Single(result.Failures!), StringComparison.Ordinal);
    }
}
