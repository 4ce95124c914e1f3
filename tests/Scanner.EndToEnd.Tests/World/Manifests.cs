using System.Text.Json.Nodes;

namespace Scanner.EndToEnd.Tests.World;

/// <summary>Workloads as a user writes them.</summary>
internal static class Manifests
{
    /// <summary>Kinds of rule R15 that a kube-apiserver 1.20 serves, with the version it serves them in.</summary>
    public static readonly IReadOnlyDictionary<string, string> Kinds = new Dictionary<string, string>
    {
        ["Pod"] = "v1",
        ["ReplicationController"] = "v1",
        ["PodTemplate"] = "v1",
        ["Deployment"] = "apps/v1",
        ["ReplicaSet"] = "apps/v1",
        ["StatefulSet"] = "apps/v1",
        ["DaemonSet"] = "apps/v1",
        ["Job"] = "batch/v1",
        ["CronJob"] = "batch/v1beta1",
    };

    /// <summary>A workload of one container; JSON.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="name">The object's name.</param>
    /// <param name="image">The container's image.</param>
    /// <param name="pod">More fields of the pod spec.</param>
    public static string Of(string kind, string name, string image, JsonObject? pod = null)
    {
        var labels = new JsonObject { ["app"] = name };
        var podSpec = pod?.DeepClone().AsObject() ?? [];
        podSpec["containers"] = new JsonArray(new JsonObject { ["name"] = "main", ["image"] = image });
        if (kind is "Job" or "CronJob") podSpec["restartPolicy"] = "Never";
        var template = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = labels.DeepClone() }, ["spec"] = podSpec };
        var selector = new JsonObject { ["matchLabels"] = labels.DeepClone() };
        var manifest = new JsonObject
        {
            ["apiVersion"] = Kinds[kind],
            ["kind"] = kind,
            ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = labels },
        };
        switch (kind)
        {
            case "Pod":
                manifest["spec"] = template["spec"]!.DeepClone();
                break;
            case "PodTemplate":
                manifest["template"] = template;
                break;
            case "ReplicationController":
                manifest["spec"] = new JsonObject { ["template"] = template };
                break;
            case "Job":
                manifest["spec"] = new JsonObject { ["template"] = template };
                break;
            case "CronJob":
                manifest["spec"] = new JsonObject
                {
                    ["schedule"] = "0 3 * * *",
                    ["jobTemplate"] = new JsonObject { ["spec"] = new JsonObject { ["template"] = template } },
                };
                break;
            case "StatefulSet":
                manifest["spec"] = new JsonObject { ["serviceName"] = name, ["selector"] = selector, ["template"] = template };
                break;
            default:
                manifest["spec"] = new JsonObject { ["selector"] = selector, ["template"] = template };
                break;
        }

        return manifest.ToJsonString();
    }
}
