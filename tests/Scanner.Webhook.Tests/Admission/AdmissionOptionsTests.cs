using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Scanner.Webhook.Admission;

namespace Scanner.Webhook.Tests.Admission;

public sealed class AdmissionOptionsTests
{
    [Fact]
    public void Margin_NotSet_IsHalfASecond() => Assert.Equal(TimeSpan.FromMilliseconds(500), Read(null).Margin);

    [Theory]
    [InlineData("00:00:00.001", 1)]
    [InlineData("00:00:06", 6_000)]
    public void Margin_InRange_IsTaken(string text, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Read(text).Margin);

    [Theory]
    [InlineData("00:00:00", "00:00:00")]
    [InlineData("-00:00:01", "-00:00:01")]
    [InlineData("00:00:06.1", "00:00:06.1000000")]
    public void Margin_OutOfRange_NamesTheKey(string text, string shown)
    {
        var fault = Assert.Throws<OptionsValidationException>(() => Read(text));

        Assert.Equal($"Admission:Margin is {shown}; expected more than 00:00:00 and at most 00:00:06.", fault.Message);
    }

    private static AdmissionOptions Read(string? margin)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(margin is null ? [] : [new("Admission:Margin", margin)]).Build();
        using var services = new ServiceCollection().AddAdmission(configuration).BuildServiceProvider();
        return services.GetRequiredService<IOptions<AdmissionOptions>>().Value;
    }
}
