using System.Net;
using System.Text.Json;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Scanner.Clustering.Kubernetes.Resources;

namespace Scanner.Clustering.Kubernetes.Api;

/// <summary>
/// The four requests that the table needs. Each has a deadline, and each failure is one
/// <see cref="KubernetesMembershipException"/> that is also logged here, because Orleans tries some failures again for minutes
/// without a word.
/// </summary>
internal sealed partial class OrleansClusterClient(
    IKubernetes kubernetes,
    IOptions<KubernetesClusteringOptions> options,
    TimeProvider clock,
    ILogger<OrleansClusterClient> logger)
{
    /// <summary>
    /// Deadline of one request: far above what a healthy API server takes for an object of some KB, well below the 30 s
    /// between two heartbeats.
    /// </summary>
    public static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(5);

    private readonly string _namespace = options.Value.Namespace;
    private readonly string _name = options.Value.ClusterName;
    private readonly ApiFaults _faults = new(options.Value.Namespace, options.Value.ClusterName);
    private string? _lastFault;

    /// <summary>The object as etcd has it now (a quorum read: no resourceVersion is given); null if there is none.</summary>
    public Task<OrleansCluster?> FindAsync(CancellationToken cancellationToken) =>
        CallAsync<OrleansCluster?>("get", async deadline =>
        {
            try
            {
                var cluster = await kubernetes.CustomObjects.GetNamespacedCustomObjectAsync<OrleansCluster>(
                    OrleansCluster.Group, OrleansCluster.Version, _namespace, OrleansCluster.Plural, _name, deadline);
                cluster.Table.RequireAddresses();
                return cluster;
            }
            catch (HttpOperationException e) when (_faults.SaysObjectIsMissing(e))
            {
                return null;
            }
        }, cancellationToken);

    /// <summary>Creates the object with an empty table, unless there is one.</summary>
    public Task CreateAsync(CancellationToken cancellationToken) =>
        CallAsync("create", async deadline =>
        {
            var empty = new OrleansCluster { Metadata = new V1ObjectMeta { Name = _name }, Table = SiloTable.Empty };
            try
            {
                return await kubernetes.CustomObjects.CreateNamespacedCustomObjectAsync<OrleansCluster>(
                    empty, OrleansCluster.Group, OrleansCluster.Version, _namespace, OrleansCluster.Plural,
                    cancellationToken: deadline);
            }
            catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.Conflict)
            {
                return empty;
            }
        }, cancellationToken);

    /// <summary>Writes the object if nobody wrote it since it was read (its resourceVersion and uid still hold).</summary>
    /// <returns>False if somebody did, and nothing was written.</returns>
    public Task<bool> ReplaceAsync(OrleansCluster cluster, CancellationToken cancellationToken) =>
        CallAsync("update", async deadline =>
        {
            try
            {
                await kubernetes.CustomObjects.ReplaceNamespacedCustomObjectAsync<OrleansCluster>(
                    cluster, OrleansCluster.Group, OrleansCluster.Version, _namespace, OrleansCluster.Plural, _name,
                    cancellationToken: deadline);
                return true;
            }
            catch (HttpOperationException e) when (
                e.Response.StatusCode == HttpStatusCode.Conflict || _faults.SaysObjectIsMissing(e))
            {
                return false;
            }
        }, cancellationToken);

    /// <summary>
    /// Writes one row's heartbeat and nothing else. The API server applies it to whatever the object is by then, so it neither
    /// needs nor disturbs anybody's resourceVersion check; <c>replace</c> does not make a row that is gone (RFC 6902, section
    /// 4.3).
    /// </summary>
    /// <returns>False if there is no such row, and nothing was written.</returns>
    public Task<bool> SetAliveAsync(string key, DateTime time, CancellationToken cancellationToken) =>
        CallAsync("patch", async deadline =>
        {
            var path = $"/table/silos/{JsonPointer.Escape(key)}/iAmAliveTime";
            var patch = JsonSerializer.Serialize(new[] { new { op = "replace", path, value = UtcTimeConverter.Write(time) } });
            try
            {
                await kubernetes.CustomObjects.PatchNamespacedCustomObjectAsync<OrleansCluster>(
                    new V1Patch(patch, V1Patch.PatchType.JsonPatch), OrleansCluster.Group, OrleansCluster.Version, _namespace,
                    OrleansCluster.Plural, _name, cancellationToken: deadline);
                return true;
            }
            catch (HttpOperationException e) when (
                e.Response.StatusCode == HttpStatusCode.UnprocessableEntity || _faults.SaysObjectIsMissing(e))
            {
                return false;
            }
        }, cancellationToken);

    private async Task<T> CallAsync<T>(string verb, Func<CancellationToken, Task<T>> request, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(RequestTimeout, clock);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            var answer = await request(deadline.Token);
            if (Interlocked.Exchange(ref _lastFault, null) is not null) LogWell(_namespace, _name);
            return answer;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var fault = _faults.Explain(verb, e, timeout.IsCancellationRequested);
            // Said once, not at each of the many attempts while the API server is away.
            if (Interlocked.Exchange(ref _lastFault, fault.Message) != fault.Message) LogFault(fault.Message);
            throw fault;
        }
    }

    [LoggerMessage(LogLevel.Error, "Orleans' membership table: {Fault}")]
    private partial void LogFault(string fault);

    [LoggerMessage(LogLevel.Information, "Orleans' membership table {Namespace}/{Name} is reachable again")]
    private partial void LogWell(string @namespace, string name);
}
