using System.Text;
using System.Text.Json;
using k8s;
using k8s.Models;
using Scanner.Grains.Registry.Credentials;
using Scanner.Images;
using Scanner.Silo.PullSecrets;
using Scanner.Testing;
using Scanner.Testing.Kubernetes;

namespace Scanner.Silo.Tests.PullSecrets;

/// <summary>A team's namespace on the real API server, and the keychain of a silo whose ServiceAccount may do what the chart lets it.</summary>
internal sealed class SecretLab : IDisposable
{
    public const string Registry = "registry.example";

    private readonly KubernetesApiServer _server;
    private readonly IKubernetes _client;

    private SecretLab(KubernetesApiServer server, string @namespace, string silo, IKubernetes client)
    {
        (_server, Namespace, Silo, _client) = (server, @namespace, silo, client);
        Keychain = new PullSecretKeychain(client, TimeProvider.System);
    }

    /// <summary>The team's.</summary>
    public string Namespace { get; }

    /// <summary>The silo's own namespace.</summary>
    public string Silo { get; }

    public PullSecretKeychain Keychain { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="server">The API server.</param>
    /// <param name="mayRead">Whether RBAC lets the silo read in the team's namespace.</param>
    public static async Task<SecretLab> StartAsync(KubernetesApiServer server, bool mayRead = true)
    {
        var silo = await server.CreateNamespaceAsync("scanner", Token);
        var team = await server.CreateNamespaceAsync("team", Token);
        await (mayRead ? GrantAsync(server, silo, team) : ApplyAsync(server, silo, "{enabled: false}"));
        return new SecretLab(server, team, silo, await server.ConnectAsAsync(silo, $"{silo}-silo", Token));
    }

    /// <summary>Lets the silo, this lab's or another's, read in the team's namespace from now on.</summary>
    public Task GrantAsync(SecretLab? other = null) => GrantAsync(_server, (other ?? this).Silo, Namespace);

    /// <summary>A secret as <c>kubectl create secret docker-registry</c> makes it.</summary>
    public Task CreateAsync(string name, params (string Key, string User)[] auths) =>
        CreateRawAsync(name, "kubernetes.io/dockerconfigjson", ".dockerconfigjson", $$"""{"auths":{{Auths(auths)}}}""");

    public Task CreateLegacyAsync(string name, params (string Key, string User)[] auths) =>
        CreateRawAsync(name, "kubernetes.io/dockercfg", ".dockercfg", Auths(auths));

    public Task CreateRawAsync(string name, string type, string key, string content) =>
        _server.Admin.CoreV1.CreateNamespacedSecretAsync(Secret(name, type, key, content), Namespace, cancellationToken: Token);

    public Task ReplaceAsync(string name, params (string Key, string User)[] auths) =>
        _server.Admin.CoreV1.ReplaceNamespacedSecretAsync(
            Secret(name, "kubernetes.io/dockerconfigjson", ".dockerconfigjson", $$"""{"auths":{{Auths(auths)}}}"""),
            name, Namespace, cancellationToken: Token);

    public Task DeleteAsync(string name) =>
        _server.Admin.CoreV1.DeleteNamespacedSecretAsync(name, Namespace, cancellationToken: Token);

    public Task CreateAccountAsync(string name, params string[] pullSecrets) =>
        _server.Admin.CoreV1.CreateNamespacedServiceAccountAsync(
            new V1ServiceAccount
            {
                Metadata = new V1ObjectMeta { Name = name },
                ImagePullSecrets = [.. pullSecrets.Select(secret => new V1LocalObjectReference { Name = secret })],
            },
            Namespace, cancellationToken: Token);

    public PullContext Pod(params string[] pullSecrets) => new() { Namespace = Namespace, PullSecretNames = [.. pullSecrets] };

    public async Task<CredentialSearch> ResolveAsync(PullContext pod, string repository = "team/web") =>
        await Keychain.ResolveAsync(Registry, repository, pod, Token);

    /// <summary>The user names found, in order.</summary>
    public async Task<string[]> UsersAsync(PullContext pod, string repository = "team/web") =>
        [.. (await ResolveAsync(pod, repository)).Credentials.Select(credential => credential.UserName)];

    public void Dispose()
    {
        Keychain.Dispose();
        _client.Dispose();
    }

    /// <summary>A password with a mark that no message may contain.</summary>
    public static string Password(string user) => $"secret-of-{user}";

    private static V1Secret Secret(string name, string type, string key, string content) => new()
    {
        Metadata = new V1ObjectMeta { Name = name },
        Type = type,
        Data = new Dictionary<string, byte[]> { [key] = Encoding.UTF8.GetBytes(content) },
    };

    private static string Auths((string Key, string User)[] auths) => JsonSerializer.Serialize(
        auths.ToDictionary(auth => auth.Key, auth => new { username = auth.User, password = Password(auth.User) }));

    private static Task GrantAsync(KubernetesApiServer server, string silo, string team) =>
        ApplyAsync(server, silo, $"{{enabled: true, namespaces: [{team}]}}");

    /// <summary>The silo's account with the rights that the chart gives it.</summary>
    private static async Task ApplyAsync(KubernetesApiServer server, string silo, string pullSecrets)
    {
        RealServicesCheck.Require(RenderedChart.Missing());
        var chart = await RenderedChart.RenderAsync(
            silo, $"{RenderedChart.LeastValues}\nfullnameOverride: {silo}\npullSecrets: {pullSecrets}", Token);
        await chart.ApplyAsync(server, made => made.IsRight && made.Hook is null && made.Name != $"{silo}-webhook", Token);
    }
}
