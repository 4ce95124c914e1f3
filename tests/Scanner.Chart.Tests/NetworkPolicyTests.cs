using k8s.Models;
using Scanner.Chart.Tests.Support;
using Scanner.Testing.Kubernetes;

namespace Scanner.Chart.Tests;

/// <summary>Who may connect to whom.</summary>
public sealed class NetworkPolicyTests
{
    [Fact]
    public async Task OrleansPorts_AreForScannerOnly()
    {
        var silo = Policy(await Renderings.RenderAsync("defaults"), "scanner-silo");

        Assert.Equal(["silo -> 11111", "silo -> 30000", "webhook -> 30000"], Ingress(silo));
        Assert.Equal(["Ingress"], silo.Spec.PolicyTypes);
    }

    [Fact]
    public async Task Webhook_IsReachedFromAnywhereOnItsPortOnly()
    {
        var webhook = Policy(await Renderings.RenderAsync("defaults"), "scanner-webhook");

        Assert.Equal(["anyone -> 8443"], Ingress(webhook));
    }

    [Fact]
    public async Task Ports_WhenSet_MoveInPodsAndPoliciesAlike()
    {
        var chart = await Renderings.RenderWithAsync("cluster.siloPort=7001,cluster.gatewayPort=7002");

        Assert.Equal(["silo -> 7001", "silo -> 7002", "webhook -> 7002"], Ingress(Policy(chart, "scanner-silo")));
        var pod = chart.Get("Deployment", "scanner-silo").As<V1Deployment>().Spec.Template.Spec;
        Assert.Equal([8081, 7001, 7002], pod.Containers.Single().Ports.Select(port => port.ContainerPort));
    }

    [Fact]
    public async Task HealthFrom_WhenSet_OpensTheHealthPort()
    {
        var silo = Policy(await Renderings.RenderAsync("everything"), "scanner-silo");

        Assert.Contains("namespaces -> 8081", Ingress(silo));
    }

    [Fact]
    public async Task Notifications_FromClairsThatAreNamed_ReachTheSilosHttpPort()
    {
        var chart = await Renderings.RenderWithAsync(
            "clair.notifications.from[0].podSelector.matchLabels.app\\.kubernetes\\.io/component=other");

        var silo = Policy(chart, "scanner-silo");
        Assert.Equal(["other -> 8081", "silo -> 11111", "silo -> 30000", "webhook -> 30000"], Ingress(silo));
    }

    [Fact]
    public async Task Notifications_OfTheChartsClair_GoToSilosOnly()
    {
        var chart = await Renderings.RenderAsync("everything");
        var egress = Policy(chart, "scanner-clair").Spec.Egress;
        var notifies = egress.Single(rule => rule.Ports?.Any(port => port.Port.Value == "8081") == true);

        Assert.Contains("clair -> 8081", Ingress(Policy(chart, "scanner-silo")));
        Assert.Equal(["silo"], Peers(notifies.To));
    }

    [Fact]
    public async Task Egress_WhenOn_IsDnsApiServerSilosAndClair()
    {
        var chart = await Renderings.RenderWithAsync(
            "networkPolicy.egress.enabled=true,clair.address=http://clair.other.svc:6061");

        Assert.Equal(["443", "53", "53", "6443", "silo:30000"], Egress(Policy(chart, "scanner-webhook")));
        Assert.Equal(["443", "53", "53", "6061", "6443", "silo:11111", "silo:30000"], Egress(Policy(chart, "scanner-silo")));
        Assert.Equal(["Ingress", "Egress"], Policy(chart, "scanner-silo").Spec.PolicyTypes);
    }

    [Fact]
    public async Task Storage_InPostgreSql_IsReachedBySilosOnly()
    {
        var chart = await Renderings.RenderWithAsync(
            "networkPolicy.egress.enabled=true,storage.provider=PostgreSql,storage.connectionString.existingSecret=s,storage.port=5433");

        Assert.Contains("5433", Egress(Policy(chart, "scanner-silo")));
        Assert.DoesNotContain("5433", Egress(Policy(chart, "scanner-webhook")));
    }

    [Fact]
    public async Task Clair_IsAskedBySilosOnlyAndReachesNoMetadata()
    {
        var clair = Policy(await Renderings.RenderAsync("everything"), "scanner-clair");

        Assert.Equal(["silo -> 6060"], Ingress(clair));
        var world = clair.Spec.Egress.SelectMany(rule => rule.To ?? []).Select(peer => peer.IpBlock).OfType<V1IPBlock>().ToArray();
        Assert.Equal(2, world.Length);
        Assert.Contains(world, block => block.Cidr == "0.0.0.0/0" && block.Except.Contains("169.254.0.0/16"));
    }

    [Fact]
    public async Task PostgreSql_IsAskedByClairOnlyAndAsksNobody()
    {
        var database = Policy(await Renderings.RenderAsync("everything"), "scanner-postgresql");

        Assert.Equal(["clair -> 5432"], Ingress(database));
        Assert.Equal(["Ingress", "Egress"], database.Spec.PolicyTypes);
        Assert.Null(database.Spec.Egress);
    }

    [Theory]
    [MemberData(nameof(Renderings.Names), MemberType = typeof(Renderings))]
    public async Task Selectors_InEveryRendering_MeetPods(string name)
    {
        var chart = await Renderings.RenderAsync(name);
        var pods = PodTemplates.Of(chart).Select(pod => pod.Template.Metadata.Labels).ToArray();

        foreach (var policy in chart.OfKind("NetworkPolicy"))
            Assert.Contains(pods, pod => Meets(pod, policy.As<V1NetworkPolicy>().Spec.PodSelector.MatchLabels));
        foreach (var service in chart.OfKind("Service"))
            Assert.Contains(pods, pod => Meets(pod, service.As<V1Service>().Spec.Selector));
        foreach (var budget in chart.OfKind("PodDisruptionBudget"))
            Assert.Contains(pods, pod => Meets(pod, budget.As<V1PodDisruptionBudget>().Spec.Selector.MatchLabels));
    }

    private static bool Meets(IDictionary<string, string> pod, IDictionary<string, string> selector) =>
        selector.All(label => pod.TryGetValue(label.Key, out var value) && value == label.Value);

    private static V1NetworkPolicy Policy(RenderedChart chart, string name) =>
        chart.Get("NetworkPolicy", name).As<V1NetworkPolicy>();

    private static string[] Ingress(V1NetworkPolicy policy) =>
    [
        .. policy.Spec.Ingress
            .SelectMany(
                rule => rule.Ports.SelectMany(port => Peers(rule.FromProperty).Select(peer => $"{peer} -> {port.Port.Value}")))
            .Order(StringComparer.Ordinal),
    ];

    private static string[] Egress(V1NetworkPolicy policy) =>
    [
        .. policy.Spec.Egress
            .SelectMany(rule => rule.Ports.SelectMany(port =>
                rule.To is null ? [port.Port.Value] : Peers(rule.To).Select(peer => $"{peer}:{port.Port.Value}")))
            .Order(StringComparer.Ordinal),
    ];

    private static IEnumerable<string> Peers(IList<V1NetworkPolicyPeer>? peers) => peers is null
        ? ["anyone"]
        : peers.Select(peer => peer.PodSelector?.MatchLabels["app.kubernetes.io/component"] ?? "namespaces");
}
