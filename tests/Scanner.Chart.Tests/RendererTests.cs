using Scanner.Testing;
using Scanner.Testing.Kubernetes;

namespace Scanner.Chart.Tests;

/// <summary>The program that stands in for helm where there is none.</summary>
public sealed class RendererTests
{
    [Fact]
    public async Task HelmTemplate_ItsOwnTests_Pass()
    {
        RealServicesCheck.Require(HelmProgram.MissingGo());

        var result = await HelmProgram.TestAsync(TestContext.Current.CancellationToken);

        Assert.True(result.Succeeded, result.Output + result.Errors);
    }
}
