using Scanner.Reports;
using Scanner.Silo.Inventory.Judging;

namespace Scanner.Silo.Tests.Inventory.Judging;

public sealed class InventoryPolicyOptionsTests
{
    [Fact]
    public void Default_AcceptsNothing() => Assert.Null(new InventoryPolicyOptions().ToRules().HighestAcceptableSeverity);

    [Theory]
    [InlineData("None", null)]
    [InlineData("none", null)]
    [InlineData("medium", Severity.Medium)]
    public void ToRules_Severity_IsTheWebhooks(string text, Severity? expected) =>
        Assert.Equal(expected, new InventoryPolicyOptions { HighestAcceptableSeverity = text }.ToRules().HighestAcceptableSeverity);

    [Theory]
    [InlineData("")]
    [InlineData("3")]
    [InlineData("Severe")]
    public void Validate_NoSeverity_NamesTheKey(string text)
    {
        var result = new InventoryPolicyOptionsValidator().Validate(null, new() { HighestAcceptableSeverity = text });

        Assert.Equal(
            [$"Policy:HighestAcceptableSeverity ('{text}') is not one of None, Unknown, Negligible, Low, Medium, High, Critical, Defcon1. "
                + "With Inventory:Enabled silos read it too."],
            result.Failures!);
    }
}
