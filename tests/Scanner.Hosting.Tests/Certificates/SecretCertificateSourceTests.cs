using System.Security.Cryptography;
using System.Text;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Options;
using Scanner.Hosting.ApiServer;
using Scanner.Hosting.Certificates;
using Scanner.Testing;

namespace Scanner.Hosting.Tests.Certificates;

public sealed class SecretCertificateSourceTests(KubernetesFixture kubernetes)
{
    [Fact]
    public async Task Read_NoSecret_IsNoneYet()
    {
        var (source, _) = await SourceAsync(kubernetes.Server.Kubeconfig);

        Assert.Null(await source.ReadAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Read_Secret_HasItsThreeParts()
    {
        var (source, name) = await SourceAsync(kubernetes.Server.Kubeconfig);
        await CreateAsync(name, ("tls.crt", "certificate"), ("tls.key", "key"), ("ca.crt", "ca"));

        Assert.Equal(new CertificatePem("certificate", "key", "ca"), await source.ReadAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Read_SecretWithoutCa_SaysWhatIsMissing()
    {
        var (source, name) = await SourceAsync(kubernetes.Server.Kubeconfig);
        await CreateAsync(name, ("tls.crt", "certificate"), ("tls.key", "key"));

        var error = await Assert.ThrowsAsync<CryptographicException>(() => source.ReadAsync(TestContext.Current.CancellationToken));

        Assert.Equal("it has no ca.crt", error.Message);
    }

    [Fact]
    public async Task Read_NotAllowed_QuotesTheApiServer()
    {
        var cancelled = TestContext.Current.CancellationToken;
        var account = await kubernetes.Server.CreateNamespaceAsync("account", cancelled);
        await kubernetes.Server.Admin.CoreV1.CreateNamespacedServiceAccountAsync(
            new V1ServiceAccount { Metadata = new V1ObjectMeta { Name = "nobody" } }, account, cancellationToken: cancelled);
        var (source, _) = await SourceAsync(await kubernetes.Server.KubeconfigForAsync(account, "nobody", cancelled));

        var error = await Assert.ThrowsAsync<CryptographicException>(() => source.ReadAsync(cancelled));

        Assert.Contains("cannot get resource \"secrets\"", error.Message, StringComparison.Ordinal);
    }

    private async Task<(SecretCertificateSource Source, string Namespace)> SourceAsync(string kubeconfig)
    {
        var name = await kubernetes.Server.CreateNamespaceAsync("certificate", TestContext.Current.CancellationToken);
        var connection = new ApiServerConnection(Options.Create(new ApiServerOptions { Kubeconfig = kubeconfig, Namespace = name }));
        return (new SecretCertificateSource("Cluster:Tls", "it", withCa: true, connection), name);
    }

    private Task<V1Secret> CreateAsync(string @namespace, params (string Key, string Value)[] data) =>
        kubernetes.Server.Admin.CoreV1.CreateNamespacedSecretAsync(
            new V1Secret
            {
                Metadata = new V1ObjectMeta { Name = "it" },
                Data = data.ToDictionary(pair => pair.Key, pair => Encoding.UTF8.GetBytes(pair.Value)),
            },
            @namespace, cancellationToken: TestContext.Current.CancellationToken);
}
