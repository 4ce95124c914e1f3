using k8s.Models;
using Scanner.Chart.Tests.Support;
using Scanner.Testing.Kubernetes;

namespace Scanner.Chart.Tests;

/// <summary>Nobody may do more than is written here.</summary>
public sealed class RbacTests
{
    private const string Configurations = "admissionregistration.k8s.io/validatingwebhookconfigurations";
    private const string Cluster = "orleans.scanner.io/orleansclusters";
    private const string Inventory = "scanner-inventory";
    private const string Leases = "coordination.k8s.io/leases";

    [Fact]
    public async Task SelfManaged_Rules_AreExactlyThese()
    {
        var chart = await Renderings.RenderAsync("defaults");

        Assert.Equal(
            [
                $"ClusterRole scanner-check: {Configurations} scanner get",
                "ClusterRole scanner-pull-secrets: /secrets,serviceaccounts * get",
                $"ClusterRole scanner-removal: {Configurations} scanner delete",
                $"ClusterRole scanner-webhook: {Configurations} scanner get,patch",
                "Role scanner-silo: /secrets scanner-silo-tls get",
                $"Role scanner-silo: {Cluster} * create",
                $"Role scanner-silo: {Cluster} scanner get,patch,update",
                "Role scanner-webhook: /secrets * create",
                "Role scanner-webhook: /secrets scanner-ca,scanner-client-tls,scanner-silo-tls,scanner-webhook-tls get,update",
                $"Role scanner-webhook: {Leases} * create",
                $"Role scanner-webhook: {Leases} scanner-certificates get,update",
                $"Role scanner-webhook: {Cluster} scanner get",
            ],
            Rules(chart));
    }

    [Theory]
    [InlineData("cert-manager")]
    [InlineData("provided-certificates")]
    public async Task OtherCertificates_Rules_WriteNothingButTheCluster(string name)
    {
        var chart = await Renderings.RenderAsync(name);

        Assert.Equal(
            [
                $"ClusterRole scanner-check: {Configurations} scanner get",
                "ClusterRole scanner-pull-secrets: /secrets,serviceaccounts * get",
                $"ClusterRole scanner-removal: {Configurations} scanner delete",
                $"Role scanner-silo: {Cluster} * create",
                $"Role scanner-silo: {Cluster} scanner get,patch,update",
                $"Role scanner-webhook: {Cluster} scanner get",
            ],
            Rules(chart));
    }

    [Fact]
    public async Task PullSecrets_InNamespaces_NeedNoClusterRole()
    {
        var chart = await Renderings.RenderWithAsync("pullSecrets.namespaces={team-a,team-b}");

        Assert.DoesNotContain(chart.OfKind("ClusterRole"), role => role.Name == "scanner-pull-secrets");
        var roles = chart.OfKind("Role").Where(role => role.Name == "scanner-pull-secrets").ToArray();
        Assert.Equal(["team-a", "team-b"], roles.Select(role => role.Namespace));
        var bindings = chart.OfKind("RoleBinding").Where(binding => binding.Name == "scanner-pull-secrets").ToArray();
        Assert.Equal(["team-a", "team-b"], bindings.Select(binding => binding.Namespace));
        Assert.All(bindings, binding =>
        {
            var subject = binding.As<V1RoleBinding>().Subjects.Single();
            Assert.Equal(("scanner-silo", "scanner"), (subject.Name, subject.NamespaceProperty));
        });
    }

    [Fact]
    public async Task PullSecrets_SwitchedOff_LeaveNoRight()
    {
        var chart = await Renderings.RenderWithAsync("pullSecrets.enabled=false");

        Assert.DoesNotContain(chart.Objects, candidate => candidate.Name == "scanner-pull-secrets");
    }

    [Fact]
    public async Task Inventory_SwitchedOn_ReadsPodsAndMakesEventsAndNoMore()
    {
        var chart = await Renderings.RenderWithAsync("inventory.enabled=true");

        Assert.Equal(
            ["ClusterRole scanner-inventory: /pods * list,watch", "ClusterRole scanner-inventory: events.k8s.io/events * create"],
            Rules(chart).Where(rule => rule.Contains(Inventory, StringComparison.Ordinal)));
        var subject = chart.Get("ClusterRoleBinding", Inventory).As<V1ClusterRoleBinding>().Subjects.Single();
        Assert.Equal(("scanner-silo", "scanner"), (subject.Name, subject.NamespaceProperty));
    }

    [Fact]
    public async Task Inventory_SwitchedOff_LeavesNoRight()
    {
        var chart = await Renderings.RenderAsync("defaults");

        Assert.DoesNotContain(chart.Objects, candidate => candidate.Name == Inventory);
    }

    [Theory]
    [MemberData(nameof(Renderings.Names), MemberType = typeof(Renderings))]
    public async Task Rules_InEveryRendering_TouchNoPodAndHaveNoWildcard(string name)
    {
        var chart = await Renderings.RenderAsync(name);

        // The inventory's are told one by one, above.
        var rules = chart.Objects.Where(candidate => candidate.Kind is "Role" or "ClusterRole" && candidate.Name != Inventory)
            .SelectMany(role => role.As<V1Role>().Rules).ToArray();

        Assert.NotEmpty(rules);
        Assert.All(rules, rule =>
        {
            Assert.DoesNotContain("*", rule.ApiGroups.Concat(rule.Resources).Concat(rule.Verbs));
            Assert.DoesNotContain(rule.Resources, resource => resource.StartsWith("pods", StringComparison.Ordinal));
            Assert.DoesNotContain(
                rule.Verbs, verb => verb is "list" or "watch" or "deletecollection" or "impersonate" or "bind" or "escalate");
        });
    }

    [Theory]
    [MemberData(nameof(Renderings.Names), MemberType = typeof(Renderings))]
    public async Task Bindings_InEveryRendering_JoinRolesAndAccountsThatExist(string name)
    {
        var chart = await Renderings.RenderAsync(name);

        foreach (var binding in chart.Objects.Where(candidate => candidate.Kind is "RoleBinding" or "ClusterRoleBinding"))
        {
            var content = binding.As<V1RoleBinding>();
            Assert.Contains(
                chart.OfKind(content.RoleRef.Kind),
                role => role.Name == content.RoleRef.Name && role.Namespace == binding.Namespace);
            Assert.Contains(chart.OfKind("ServiceAccount"), account => account.Name == content.Subjects.Single().Name);
        }
        Assert.All(PodTemplates.Of(chart).Where(pod => pod.Template.Spec.AutomountServiceAccountToken == true), pod =>
            Assert.Contains(chart.OfKind("ServiceAccount"), account => account.Name == pod.Template.Spec.ServiceAccountName));
    }

    private static string[] Rules(RenderedChart chart) =>
    [
        .. chart.Objects
            .Where(candidate => candidate.Kind is "Role" or "ClusterRole")
            .SelectMany(role => role.As<V1Role>().Rules.Select(rule =>
                $"{role.Kind} {role.Name}: {rule.ApiGroups.Single()}/{Join(rule.Resources)} {Names(rule)} {Join(rule.Verbs)}"))
            .Order(StringComparer.Ordinal),
    ];

    private static string Names(V1PolicyRule rule) => rule.ResourceNames is null ? "*" : Join(rule.ResourceNames);

    private static string Join(IEnumerable<string> words) => string.Join(',', words.Order(StringComparer.Ordinal));
}
