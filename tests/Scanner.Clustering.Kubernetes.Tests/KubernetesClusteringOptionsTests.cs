using k8s;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Messaging;
using Scanner.Clustering.Kubernetes.Gateways;
using Scanner.Clustering.Kubernetes.Membership;

namespace Scanner.Clustering.Kubernetes.Tests;

public sealed class KubernetesClusteringOptionsTests
{
    [Fact]
    public void Validate_NothingSet_NamesTheKeyToSet()
    {
        var result = new KubernetesClusteringOptionsValidator().Validate(null, new KubernetesClusteringOptions());

        Assert.Equal(
            ["Kubernetes:Namespace is not set. In a pod, set it from the downward API (metadata.namespace)."], result.Failures!);
    }

    [Fact]
    public void Validate_EverythingWrong_CollectsEveryFault()
    {
        var options = new KubernetesClusteringOptions
        {
            ClusterName = "Scanner/../secrets",
            Namespace = "a b",
            GatewayRefreshPeriod = TimeSpan.Zero,
        };

        var result = new KubernetesClusteringOptionsValidator().Validate(null, options);

        Assert.Collection(
            result.Failures!,
            fault => Assert.StartsWith("Cluster:Name ('Scanner/../secrets')", fault, StringComparison.Ordinal),
            fault => Assert.StartsWith("Kubernetes:Namespace ('a b')", fault, StringComparison.Ordinal),
            fault => Assert.StartsWith("GatewayRefreshPeriod (00:00:00)", fault, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("s")]
    [InlineData("scanner-2")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890ab")]
    public void Validate_DnsLabel_IsTaken(string name)
    {
        var options = new KubernetesClusteringOptions { ClusterName = name, Namespace = name };

        Assert.True(new KubernetesClusteringOptionsValidator().Validate(null, options).Succeeded);
    }

    [Fact]
    public void AddKubernetesMembership_Services_HaveTheTableAndTheClusterId()
    {
        using var kubernetes = new k8s.Kubernetes(new KubernetesClientConfiguration { Host = "http://localhost" });
        using var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IKubernetes>(kubernetes)
            .AddKubernetesMembership(options => (options.ClusterName, options.Namespace) = ("blue", "here"))
            .BuildServiceProvider();

        Assert.IsType<KubernetesMembershipTable>(services.GetRequiredService<IMembershipTable>());
        Assert.Equal("blue", services.GetRequiredService<IOptions<ClusterOptions>>().Value.ClusterId);
    }

    [Fact]
    public void UseKubernetesGateways_Client_HasTheListTheClusterIdAndThePeriod()
    {
        var period = TimeSpan.FromSeconds(7);
        using var kubernetes = new k8s.Kubernetes(new KubernetesClientConfiguration { Host = "http://localhost" });
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.UseOrleansClient(client => client.UseKubernetesGateways(
            options => (options.ClusterName, options.Namespace, options.GatewayRefreshPeriod) = ("blue", "here", period),
            kubernetes));
        using var host = builder.Build();

        var gateways = Assert.IsType<KubernetesGatewayListProvider>(host.Services.GetRequiredService<IGatewayListProvider>());
        Assert.Equal(period, gateways.MaxStaleness);
        Assert.Equal("blue", host.Services.GetRequiredService<IOptions<ClusterOptions>>().Value.ClusterId);
        Assert.Equal(period, host.Services.GetRequiredService<IOptions<GatewayOptions>>().Value.GatewayListRefreshPeriod);
    }
}
