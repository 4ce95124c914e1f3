using System.Net;
using k8s;
using Scanner.Grains.Registry.Credentials;
using Scanner.Hosting.ApiServer;
using Scanner.Images;

namespace Scanner.Silo.PullSecrets;

/// <summary>
/// The pull secrets of a pod and then those of its ServiceAccount, as the kubelet understands them, read from the API server each
/// time they are used. One that is missing or of no use is passed over, and mentioned to whoever the registry then refuses. While
/// the API server does not answer, images that need no pull secret can still be pulled.
/// </summary>
internal sealed class PullSecretKeychain(IKubernetes kubernetes, TimeProvider clock) : IKeychain, IDisposable
{
    /// <summary>Secrets read for one pod, each at the price of a request; more are a mistake or a mischief.</summary>
    public const int MaxSecrets = 10;

    /// <summary>Searches at once in one silo, one request each: no more than the API server notices.</summary>
    public const int MaxSearchesAtOnce = 16;

    /// <summary>
    /// For one search, its wait for a turn included. The API server answers within milliseconds or is away, and the review that
    /// waits has some seconds.
    /// </summary>
    public static readonly TimeSpan SearchTimeout = TimeSpan.FromSeconds(5);

    /// <summary>What a pod runs as that names none (kubernetes.io, "Service Accounts", "Default service accounts").</summary>
    private const string DefaultServiceAccount = "default";

    private readonly SemaphoreSlim _searches = new(MaxSearchesAtOnce);

    public async ValueTask<CredentialSearch> ResolveAsync(
        string registryHost, string repository, PullContext pullContext, CancellationToken cancellationToken)
    {
        // Nobody in particular, or a name that no namespace has: there are no secrets of theirs.
        if (!KubernetesNames.IsNamespace(pullContext.Namespace)) return CredentialSearch.Empty;
        var search = new PullSecretSearch();
        using var giveUp = new CancellationTokenSource(SearchTimeout, clock);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(giveUp.Token, cancellationToken);
        try
        {
            await _searches.WaitAsync(ending.Token);
            try
            {
                await SearchAsync(search, registryHost, repository, pullContext, ending.Token);
            }
            finally
            {
                _searches.Release();
            }
        }
        catch (OperationCanceledException) when (giveUp.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            search.IsCutShort = true;
            search.Problem($"Pull secrets in namespace '{pullContext.Namespace}' could not be read: the API server did not answer "
                + $"within {SearchTimeout.TotalSeconds:0} s. Try again.");
        }

        return search.ToResult();
    }

    public void Dispose() => _searches.Dispose();

    private async Task SearchAsync(
        PullSecretSearch search, string registryHost, string repository, PullContext pullContext,
        CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await ReadAllAsync(pullContext.PullSecretNames);
        if (!search.IsCutShort && seen.Count < MaxSecrets)
            await ReadAllAsync(await NamesOfServiceAccountAsync(pullContext, search, cancellationToken));

        async Task ReadAllAsync(IEnumerable<string> names)
        {
            foreach (var name in names)
            {
                if (search.IsCutShort || seen.Contains(name)) continue;
                if (seen.Count == MaxSecrets)
                {
                    search.Problem($"Only the first {MaxSecrets} pull secrets are read.");
                    return;
                }

                seen.Add(name);
                var secret = new SecretName(pullContext.Namespace, name);
                if (KubernetesNames.IsObject(name))
                    await ReadAsync(secret, registryHost, repository, search, cancellationToken);
                else
                    search.Problem($"imagePullSecrets has a name in namespace '{pullContext.Namespace}' that no Secret can have.");
            }
        }
    }

    private async Task ReadAsync(
        SecretName name, string registryHost, string repository, PullSecretSearch search, CancellationToken cancellationToken)
    {
        try
        {
            var secret = await kubernetes.CoreV1.ReadNamespacedSecretAsync(
                name.Name, name.Namespace, cancellationToken: cancellationToken);
            PullSecret.Read(secret, name, registryHost, repository, search);
        }
        catch (Exception e) when (ApiServerFailure.IsFrom(e, cancellationToken))
        {
            Explain(e, name.ToString(), "secrets", name.Namespace, search);
        }
    }

    private async Task<IEnumerable<string>> NamesOfServiceAccountAsync(
        PullContext pullContext, PullSecretSearch search, CancellationToken cancellationToken)
    {
        var account = pullContext.ServiceAccountName is { Length: > 0 } named ? named : DefaultServiceAccount;
        if (!KubernetesNames.IsObject(account))
        {
            search.Problem("The pod's serviceAccountName is none that a ServiceAccount can have.");
            return [];
        }

        try
        {
            var found = await kubernetes.CoreV1.ReadNamespacedServiceAccountAsync(
                account, pullContext.Namespace, cancellationToken: cancellationToken);
            return [.. (found.ImagePullSecrets ?? []).Select(reference => reference.Name).OfType<string>()];
        }
        catch (Exception e) when (account == DefaultServiceAccount && ApiServerFailure.Status(e) == HttpStatusCode.NotFound)
        {
            // A new namespace is without it for a moment. Nobody named it, so it would explain nothing.
            return [];
        }
        catch (Exception e) when (ApiServerFailure.IsFrom(e, cancellationToken))
        {
            var what = $"ServiceAccount '{account}' in namespace '{pullContext.Namespace}'";
            Explain(e, what, "serviceaccounts", pullContext.Namespace, search);
            return [];
        }
    }

    private static void Explain(Exception e, string what, string resource, string @namespace, PullSecretSearch search)
    {
        switch (ApiServerFailure.Status(e))
        {
            case HttpStatusCode.NotFound:
                search.Problem($"{what} does not exist.");
                break;
            case HttpStatusCode.Forbidden:
                search.Problem($"{what} may not be read by Scanner: bind Scanner's ServiceAccount to a role with the verb get on the "
                    + $"resource {resource} (core group) in namespace '{@namespace}'.");
                break;
            default:
                search.IsCutShort = true;
                search.Problem($"{what} could not be read: {ApiServerFailure.Reason(e)}. Try again.");
                break;
        }
    }
}
