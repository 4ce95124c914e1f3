using System.Text.RegularExpressions;
using Scanner.Chart.Tests.Support;
using Scanner.Testing;

namespace Scanner.Chart.Tests;

/// <summary>Every option of the programs can be reached by a value.</summary>
public sealed partial class OptionsTests
{
    /// <summary>Options that make no sense in a pod.</summary>
    private static readonly string[] NotInPods =
    [
        "Cluster__GatewayPorts", "Cluster__PrimarySiloPort", // silos on one machine
        "Kubernetes__Kubeconfig", // a pod has its service account
    ];

    [Theory]
    [InlineData("policy.highestAcceptableSeverity=Medium", "scanner-webhook", "Policy__HighestAcceptableSeverity", "Medium")]
    [InlineData("policy.whenNotReady=Warn", "scanner-webhook", "Policy__WhenNotReady", "Warn")]
    [InlineData("policy.whenNothingDetected=Deny", "scanner-webhook", "Policy__WhenNothingDetected", "Deny")]
    [InlineData("admission.margin=00:00:01", "scanner-webhook", "Admission__Margin", "00:00:01")]
    [InlineData("certificates.selfManaged.caLifetime=30.00:00:00", "scanner-webhook", "Tls__SelfManaged__CaLifetime", "30.00:00:00")]
    [InlineData("certificates.selfManaged.leafLifetime=06:00:00", "scanner-webhook", "Tls__SelfManaged__LeafLifetime", "06:00:00")]
    [InlineData("certificates.selfManaged.overlap=00:01:00", "scanner-webhook", "Tls__SelfManaged__Overlap", "00:01:00")]
    [InlineData("cluster.name=other", "scanner-webhook", "Cluster__Name", "other")]
    [InlineData("cluster.name=other", "scanner-silo", "Cluster__Name", "other")]
    [InlineData("cluster.siloPort=11112", "scanner-silo", "Cluster__SiloPort", "11112")]
    [InlineData("cluster.gatewayPort=30001", "scanner-silo", "Cluster__GatewayPort", "30001")]
    [InlineData("shutdown.delaySeconds=15", "scanner-silo", "Shutdown__Delay", "00:00:15")]
    [InlineData("shutdown.delaySeconds=15", "scanner-webhook", "Shutdown__Delay", "00:00:15")]
    [InlineData("pullSecrets.enabled=false", "scanner-silo", "PullSecrets__Enabled", "false")]
    [InlineData("inventory.enabled=true", "scanner-silo", "Inventory__Enabled", "true")]
    [InlineData("inventory.enabled=false", "scanner-silo", "Inventory__Enabled", "false")]
    [InlineData("inventory.enabled=true,policy.highestAcceptableSeverity=Medium", "scanner-silo", "Policy__HighestAcceptableSeverity", "Medium")]
    [InlineData("clair.address=https://clair:443", "scanner-silo", "Clair__Address", "https://clair:443")]
    [InlineData("clair.scanTimeout=00:20:00", "scanner-silo", "Clair__ScanTimeout", "00:20:00")]
    [InlineData("clair.maxPostsInFlight=1000000", "scanner-silo", "Clair__MaxPostsInFlight", "1000000")]
    [InlineData("clair.readTimeout=00:01:00", "scanner-silo", "Clair__ReadTimeout", "00:01:00")]
    [InlineData("clair.statusInterval=00:01:00", "scanner-silo", "Clair__StatusInterval", "00:01:00")]
    [InlineData("freshness.refreshRate=5", "scanner-silo", "Freshness__RefreshRate", "5")]
    [InlineData("freshness.maxAge=06:00:00", "scanner-silo", "Freshness__MaxAge", "06:00:00")]
    [InlineData("registry.insecure={a:5000,b:5000}", "scanner-silo", "Registry__Insecure__1", "b:5000")]
    [InlineData("registry.trusted={a}", "scanner-silo", "Registry__Trusted__0", "a")]
    [InlineData("registry.realms={a}", "scanner-silo", "Registry__Realms__0", "a")]
    [InlineData("registry.platforms={linux/arm64}", "scanner-silo", "Registry__Platforms__0", "linux/arm64")]
    [InlineData("registry.maxConcurrentRequests=3", "scanner-silo", "Registry__MaxConcurrentRequests", "3")]
    [InlineData("registry.requestTimeout=00:00:20", "scanner-silo", "Registry__RequestTimeout", "00:00:20")]
    [InlineData("registry.attemptTimeout=00:00:05", "scanner-silo", "Registry__AttemptTimeout", "00:00:05")]
    [InlineData("registry.tagLifetime=00:00:05", "scanner-silo", "Registry__TagLifetime", "00:00:05")]
    [InlineData("registry.minTokenLifetime=00:02:00", "scanner-silo", "Registry__MinTokenLifetime", "00:02:00")]
    [InlineData("registry.credentials.existingSecret=c", "scanner-silo", "Registry__CredentialsFile", "/etc/scanner/registry/config.json")]
    [InlineData("storage.retention=7.00:00:00", "scanner-silo", "Storage__Retention", "7.00:00:00")]
    [InlineData("storage.provider=PostgreSql,storage.connectionString.existingSecret=s", "scanner-silo", "Storage__Provider", "PostgreSql")]
    [InlineData("storage.provider=PostgreSql,storage.connectionString.existingSecret=s", "scanner-silo", "Storage__ConnectionString", "s")]
    [InlineData("logging.levels.Scanner=Debug", "scanner-webhook", "Logging__LogLevel__Scanner", "Debug")]
    [InlineData("logging.levels.Orleans=Information", "scanner-silo", "Logging__LogLevel__Orleans", "Information")]
    public async Task Value_WhenSet_IsInTheEnvironment(string setting, string deployment, string variable, string expected)
    {
        var chart = await Renderings.RenderWithAsync(setting);

        Assert.Equal(expected, PodTemplates.Environment(chart, deployment)[variable]);
    }

    [Fact]
    public async Task StorageSecret_IsForSilosThatUseIt()
    {
        var memory = await Renderings.RenderAsync("defaults");
        var postgres = await Renderings.RenderAsync("everything");

        Assert.DoesNotContain("Storage__ConnectionString", PodTemplates.Environment(memory, "scanner-silo").Keys);
        Assert.DoesNotContain(
            PodTemplates.Environment(postgres, "scanner-webhook").Keys, name => name.StartsWith("Storage", StringComparison.Ordinal));
    }

    [Fact]
    public async Task PodIdentity_IsFromTheDownwardApi()
    {
        var silo = PodTemplates.Environment(await Renderings.RenderAsync("defaults"), "scanner-silo");

        Assert.Equal("metadata.name", silo["Cluster__SiloName"]);
        Assert.Equal("status.podIP", silo["Cluster__AdvertisedAddress"]);
        Assert.Equal("metadata.namespace", silo["Kubernetes__Namespace"]);
        Assert.Equal("Kubernetes", silo["Cluster__Provider"]);
    }

    [Fact]
    public async Task EveryKeyOfTheDocumentation_IsReached()
    {
        var documented = ConfigurationKey.Matches(await File.ReadAllTextAsync(
                Path.Combine(Repository.Root, "docs", "configuration.md"), TestContext.Current.CancellationToken))
            .Select(match => match.Value)
            .Where(key => !NotInPods.Contains(key))
            .ToHashSet();
        var reached = new HashSet<string>();
        foreach (var name in (string[])["defaults", "everything"])
        {
            var chart = await Renderings.RenderAsync(name);
            foreach (var deployment in (string[])["scanner-webhook", "scanner-silo"])
                reached.UnionWith(PodTemplates.Environment(chart, deployment).Keys.Select(key => ListPlace.Replace(key, "")));
        }

        Assert.True(documented.Count >= 20, $"Only {documented.Count} keys were found in docs/configuration.md.");
        Assert.Empty(documented.Except(reached).Order());
    }

    /// <summary>A key in back quotes with a section of its own: Kestrel's and Logging's are not ours.</summary>
    [GeneratedRegex(@"(?<=`)(?!Kestrel|Logging)[A-Z][A-Za-z]+(__[A-Z][A-Za-z]+)+")]
    private static partial Regex ConfigurationKey { get; }

    [GeneratedRegex(@"__\d+$")]
    private static partial Regex ListPlace { get; }
}
