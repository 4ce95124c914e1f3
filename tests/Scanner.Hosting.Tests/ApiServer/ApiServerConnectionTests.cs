using Microsoft.Extensions.Options;
using Scanner.Hosting.ApiServer;

namespace Scanner.Hosting.Tests.ApiServer;

public sealed class ApiServerConnectionTests
{
    [Fact]
    public void Connect_OutsideAPodWithoutKubeconfig_NamesTheKey()
    {
        var error = Assert.Throws<OptionsValidationException>(() => new ApiServerConnection(Options.Create(new ApiServerOptions())));

        Assert.Contains("Kubernetes:Kubeconfig", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Connect_MissingKubeconfig_NamesTheFile()
    {
        var options = Options.Create(new ApiServerOptions { Kubeconfig = "/no/such/kubeconfig" });

        var error = Assert.Throws<OptionsValidationException>(() => new ApiServerConnection(options));

        Assert.Contains("/no/such/kubeconfig", error.Message, StringComparison.Ordinal);
    }
}
