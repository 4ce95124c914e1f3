using System.Net;
using System.Text.Json;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Scanner.Clustering.Kubernetes.Resources;

namespace Scanner.Clustering.Kubernetes.Api;

/// <summary>What a failed request for the object means, and what an operator can do about it.</summary>
internal sealed class ApiFaults(string @namespace, string name)
{
    private const string Resource = $"{OrleansCluster.Plural}.{OrleansCluster.Group}";

    /// <summary>Whether the API server knows the resource and only this object is not there.</summary>
    public bool SaysObjectIsMissing(HttpOperationException error) =>
        error.Response.StatusCode == HttpStatusCode.NotFound
        && StatusOf(error)?.Details is { Kind: OrleansCluster.Plural } details
        && details.Name == name;

    /// <param name="verb">The verb of RBAC that was tried.</param>
    /// <param name="error">What came of it.</param>
    /// <param name="timedOut">Whether our own deadline ended it.</param>
    public KubernetesMembershipException Explain(string verb, Exception error, bool timedOut)
    {
        var reason = error switch
        {
            HttpOperationException http => Answer(verb, http),
            OperationCanceledException when timedOut =>
                $"the API server did not answer within {OrleansClusterClient.RequestTimeout.TotalSeconds:0} s.",
            JsonException or FormatException =>
                $"the object cannot be read as the table of this version of Scanner: {error.Message}",
            _ => $"the API server cannot be reached: {Innermost(error)}",
        };
        return new KubernetesMembershipException(
            $"Cannot {verb} {Resource} '{name}' in namespace '{@namespace}': {reason}", error);
    }

    private string Answer(string verb, HttpOperationException error) => (error.Response.StatusCode, StatusOf(error)) switch
    {
        (HttpStatusCode.Unauthorized, _) =>
            "the API server does not accept the token of this pod's ServiceAccount (401). Is it mounted, and of this cluster?",
        (HttpStatusCode.Forbidden, var status) =>
            $"RBAC forbids it (403: {status?.Message ?? "no reason given"}). Grant this pod's ServiceAccount a Role in namespace "
            + $"'{@namespace}' with {Rule(verb)}; the chart's RBAC has it.",
        (HttpStatusCode.NotFound, null) =>
            $"the cluster does not know this resource (404). Install the CustomResourceDefinition {Resource}; "
            + "the chart brings it.",
        (var code, { Message: { Length: > 0 } message }) => $"the API server answered {(int)code}: {message}",
        (var code, _) => $"the API server answered {(int)code} {code}.",
    };

    private string Rule(string verb)
    {
        var names = verb == "create" ? "" : $", resourceNames [\"{name}\"]";
        return $"apiGroups [\"{OrleansCluster.Group}\"], resources [\"{OrleansCluster.Plural}\"]{names}, verbs [\"{verb}\"]";
    }

    /// <summary>Null where the answer is none of the API server's Status objects, as for a path it does not serve.</summary>
    private static V1Status? StatusOf(HttpOperationException error)
    {
        try
        {
            return KubernetesJson.Deserialize<V1Status>(error.Response.Content) is { Kind: "Status" } status ? status : null;
        }
        catch (Exception e) when (e is JsonException or ArgumentNullException)
        {
            return null;
        }
    }

    private static string Innermost(Exception error) => error.GetBaseException().Message;
}
