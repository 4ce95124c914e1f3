using k8s;
using k8s.Models;
using Scanner.Testing;
using Scanner.Testing.Kubernetes;

namespace Scanner.Chart.Tests;

/// <summary>The rendered rights on a real kube-apiserver: what each account may do, and what it may not.</summary>
public sealed class LiveRbacTests(KubernetesFixture kubernetes)
{
    private static readonly (string Account, string Verb, string Group, string Resource, bool InOther, bool Allowed)[] Expected =
    [
        ("scanner-silo", "create", "orleans.scanner.io", "orleansclusters", false, true),
        ("scanner-silo", "patch", "orleans.scanner.io", "orleansclusters/scanner", false, true),
        ("scanner-silo", "update", "orleans.scanner.io", "orleansclusters/foreign", false, false),
        ("scanner-silo", "delete", "orleans.scanner.io", "orleansclusters/scanner", false, false),
        ("scanner-silo", "get", "", "secrets/team-registry", true, true),
        ("scanner-silo", "get", "", "serviceaccounts/default", true, true),
        ("scanner-silo", "list", "", "secrets", true, false),
        ("scanner-silo", "update", "", "secrets/scanner-silo-tls", false, false),
        ("scanner-silo", "get", "", "pods", false, false),
        ("scanner-silo", "list", "", "pods", true, true),
        ("scanner-silo", "watch", "", "pods", true, true),
        ("scanner-silo", "delete", "", "pods", true, false),
        ("scanner-silo", "create", "events.k8s.io", "events", true, true),
        ("scanner-silo", "patch", "events.k8s.io", "events", true, false),
        ("scanner-silo", "list", "events.k8s.io", "events", true, false),
        ("scanner-webhook", "list", "", "pods", true, false),
        ("scanner-webhook", "get", "orleans.scanner.io", "orleansclusters/scanner", false, true),
        ("scanner-webhook", "patch", "orleans.scanner.io", "orleansclusters/scanner", false, false),
        ("scanner-webhook", "create", "", "secrets", false, true),
        ("scanner-webhook", "update", "", "secrets/scanner-ca", false, true),
        ("scanner-webhook", "patch", "", "secrets/scanner-ca", false, false),
        ("scanner-webhook", "get", "", "secrets/team-registry", false, false),
        ("scanner-webhook", "get", "", "secrets/team-registry", true, false),
        ("scanner-webhook", "update", "coordination.k8s.io", "leases/scanner-certificates", false, true),
        ("scanner-webhook", "patch", "coordination.k8s.io", "leases/scanner-certificates", false, false),
        ("scanner-webhook", "patch", "admissionregistration.k8s.io", "validatingwebhookconfigurations/scanner", false, true),
        ("scanner-webhook", "update", "admissionregistration.k8s.io", "validatingwebhookconfigurations/scanner", false, false),
        ("scanner-webhook", "patch", "admissionregistration.k8s.io", "validatingwebhookconfigurations/foreign", false, false),
        ("scanner-webhook", "delete", "admissionregistration.k8s.io", "validatingwebhookconfigurations/scanner", false, false),
        ("scanner-check", "get", "admissionregistration.k8s.io", "validatingwebhookconfigurations/scanner", false, true),
        ("scanner-check", "delete", "admissionregistration.k8s.io", "validatingwebhookconfigurations/scanner", false, false),
        ("scanner-removal", "delete", "admissionregistration.k8s.io", "validatingwebhookconfigurations/scanner", false, true),
        ("scanner-removal", "delete", "admissionregistration.k8s.io", "validatingwebhookconfigurations/foreign", false, false),
        ("scanner-removal", "get", "admissionregistration.k8s.io", "validatingwebhookconfigurations/scanner", false, false),
        ("scanner-removal", "get", "", "secrets/scanner-ca", false, false),
    ];

    [Fact]
    public async Task Accounts_OnARealServer_MayDoExactlyTheirWork()
    {
        var cancelled = TestContext.Current.CancellationToken;
        var server = kubernetes.Server;
        RealServicesCheck.Require(RenderedChart.Missing());
        var own = await server.CreateNamespaceAsync("own", cancelled);
        var other = await server.CreateNamespaceAsync("other", cancelled);
        // ClusterRoles concern the whole server: a name that no other test's have.
        var name = $"scanner-{own}";
        var chart = await RenderedChart.RenderAsync(
            own, $"{RenderedChart.LeastValues}\ninventory: {{enabled: true}}", cancelled, release: name);

        await chart.ApplyAsync(
            server,
            candidate => candidate.ApiVersion.StartsWith("rbac", StringComparison.Ordinal) || candidate.Kind == "ServiceAccount",
            cancelled);

        var wrong = new List<string>();
        foreach (var (account, verb, group, resource, inOther, allowed) in Expected)
        {
            var review = new V1SubjectAccessReview
            {
                Spec = new()
                {
                    User = $"system:serviceaccount:{own}:{Named(account)}",
                    ResourceAttributes = new()
                    {
                        Verb = verb,
                        Group = group,
                        Resource = resource.Split('/')[0],
                        Name = Named(resource.Split('/').ElementAtOrDefault(1)),
                        NamespaceProperty = inOther ? other : own,
                    },
                },
            };
            var answer = await server.Admin.AuthorizationV1.CreateSubjectAccessReviewAsync(review, cancellationToken: cancelled);
            if (answer.Status.Allowed != allowed) wrong.Add($"{account} {verb} {resource}: allowed is {answer.Status.Allowed}");
        }
        Assert.Empty(wrong);

        string? Named(string? text) => text?.Replace("scanner", name, StringComparison.Ordinal);
    }
}
