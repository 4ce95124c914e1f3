using k8s.Models;
using Scanner.Chart.Tests.Support;
using Scanner.Testing;
using Scanner.Testing.Kubernetes;

namespace Scanner.Chart.Tests;

/// <summary>The Clair and PostgreSQL for those who have none.</summary>
public sealed class ClairServerTests
{
    private const string WithClair =
        """
        clair: {server: {enabled: true, image: {repository: registry.example.com/clair}}}
        postgresql: {enabled: true, auth: {existingSecret: db, passwordKey: word}}
        """;

    [Fact]
    public async Task Defaults_InstallNeither()
    {
        var chart = await Renderings.RenderAsync("defaults");

        Assert.DoesNotContain(
            chart.Objects,
            candidate => candidate.Name.EndsWith("clair", StringComparison.Ordinal) || candidate.Kind == "StatefulSet");
    }

    [Fact]
    public async Task Enabled_SilosClairAndDatabase_FindEachOther()
    {
        var chart = await RenderAsync(WithClair);
        var config =
            YamlObjects.ReadValue(chart.Get("ConfigMap", "scanner-clair").As<V1ConfigMap>().Data["config.yaml"])!["clair"]!;
        var clair = chart.Get("Deployment", "scanner-clair").As<V1Deployment>().Spec;
        var database = chart.Get("StatefulSet", "scanner-postgresql").As<V1StatefulSet>().Spec.Template.Spec.Containers.Single();

        Assert.Equal("http://scanner-clair.scanner.svc:6060", PodTemplates.Environment(chart, "scanner-silo")["Clair__Address"]);
        Assert.Equal(6060, chart.Get("Service", "scanner-clair").As<V1Service>().Spec.Ports.Single().Port);
        Assert.Equal(
            "host=scanner-postgresql.scanner.svc port=5432 user=clair dbname=clair sslmode=disable statement_timeout=60000",
            (string?)config["database"]!["options"]!["source"]);
        Assert.Equal("0.0.0.0:6060", (string?)config["api"]!["addr"]);
        var password =
            clair.Template.Spec.Containers.Single().Env.Single(variable => variable.Name == "PGPASSWORD").ValueFrom.SecretKeyRef;
        Assert.Equal(("db", "word"), (password.Name, password.Key));
        var given = database.Env.Single(variable => variable.Name == "POSTGRES_PASSWORD").ValueFrom.SecretKeyRef;
        Assert.Equal(("db", "word"), (given.Name, given.Key));
        Assert.Contains("password_encryption=md5", database.Args);
        Assert.Empty(chart.OfKind("Secret"));
    }

    [Fact]
    public async Task Notifier_PostsToTheSilosService()
    {
        var chart = await RenderAsync(WithClair);
        var config =
            YamlObjects.ReadValue(chart.Get("ConfigMap", "scanner-clair").As<V1ConfigMap>().Data["config.yaml"])!["clair"]!;
        var endpoint = new Uri((string)config["notifier"]!["http"]!["endpoint"]!);
        var service = chart.Get("Service", endpoint.Host.Split('.')[0]).As<V1Service>().Spec;
        var silo = chart.Get("Deployment", "scanner-silo").As<V1Deployment>().Spec.Template;

        Assert.Equal("http://scanner-silo.scanner.svc:8081/clair/notifications", endpoint.ToString());
        Assert.Equal(endpoint.Port, service.Ports.Single().Port);
        var target = service.Ports.Single().TargetPort.Value;
        Assert.Equal(endpoint.Port, silo.Spec.Containers.Single().Ports.Single(port => port.Name == target).ContainerPort);
        Assert.All(service.Selector, label => Assert.Equal(label.Value, silo.Metadata.Labels[label.Key]));
        Assert.True(service.PublishNotReadyAddresses is not true);
    }

    [Fact]
    public async Task Clair_IsOneAtATime()
    {
        var clair = (await RenderAsync(WithClair)).Get("Deployment", "scanner-clair").As<V1Deployment>().Spec;

        Assert.Equal(1, clair.Replicas);
        Assert.Equal("Recreate", clair.Strategy.Type);
        Assert.False(clair.Template.Spec.AutomountServiceAccountToken);
    }

    [Fact]
    public async Task Database_OfTheOperator_IsUsedWithItsSecret()
    {
        var chart = await RenderAsync(
            """
            clair:
              server:
                enabled: true
                image: {repository: registry.example.com/clair}
                database: {host: db.example.com, port: 5433, existingSecret: mine, sslMode: require}
            """);

        Assert.Contains(
            "host=db.example.com port=5433 user=clair dbname=clair sslmode=require",
            chart.Get("ConfigMap", "scanner-clair").As<V1ConfigMap>().Data["config.yaml"],
            StringComparison.Ordinal);
        Assert.Equal("mine", PodTemplates.Environment(chart, "scanner-clair")["PGPASSWORD"]);
        Assert.Empty(chart.OfKind("StatefulSet"));
    }

    private static async Task<RenderedChart> RenderAsync(string values)
    {
        RealServicesCheck.Require(RenderedChart.Missing());
        return await RenderedChart.RenderAsync("scanner", values, TestContext.Current.CancellationToken);
    }
}
