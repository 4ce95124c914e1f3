using Scanner.Reports;
using Scanner.Webhook.Policy;

namespace Scanner.Webhook.Tests.Policy;

public sealed class PolicyOptionsValidatorTests
{
    [Fact]
    public void Validate_Defaults_AreValidAndStrict()
    {
        var options = new PolicyOptions();

        Assert.True(new PolicyOptionsValidator().Validate(null, options).Succeeded);
        Assert.Null(Rules.Of(options).HighestAcceptableSeverity);
        Assert.Equal((Leniency.Deny, Leniency.Warn), (options.WhenNotReady, options.WhenNothingDetected));
    }

    [Theory]
    [InlineData("High", Severity.High)]
    [InlineData("high", Severity.High)]
    [InlineData("Defcon1", Severity.Defcon1)]
    [InlineData("none", null)]
    public void Of_Severity_IsReadInAnyCase(string text, Severity? expected) =>
        Assert.Equal(expected, Rules.Of(new PolicyOptions { HighestAcceptableSeverity = text }).HighestAcceptableSeverity);

    [Theory]
    [InlineData("Severe")]
    [InlineData("3")]
    [InlineData("Low,High")]
    [InlineData("")]
    public void Validate_NoSeverity_NamesTheKeyAndTheChoices(string text)
    {
        var result = new PolicyOptionsValidator().Validate(null, new PolicyOptions { HighestAcceptableSeverity = text });

        Assert.Equal(
            $"Policy:HighestAcceptableSeverity ('{text}') is not one of None, Unknown, Negligible, Low, Medium, High, Critical, Defcon1.",
            Assert.Single(result.Failures!));
    }
}
