using System.Security.Cryptography;
using System.Text;
using k8s.Models;
using Scanner.Verdicts;

namespace Scanner.Silo.Inventory.Events;

/// <summary>The Event on a workload, in events.k8s.io/v1, which Kubernetes has served since 1.19.</summary>
internal static class VulnerableEvent
{
    /// <summary>Stable: alerts and scripts select by it.</summary>
    public const string Reason = "ImageVulnerable";

    private const string Controller = "scanner.io/inventory";
    private const string Action = "Judge";

    /// <summary>Hex digits of the hash in a name.</summary>
    private const int HashLength = 32;

    /// <summary>Characters of who reports (kubernetes/kubernetes, pkg/apis/core/validation, events.go).</summary>
    private const int MaxInstance = 128;

    public static Eventsv1Event Of(WorkloadNotice notice, Verdict verdict, string instance, DateTimeOffset now)
    {
        var workload = notice.Workload.Id;
        return new Eventsv1Event
        {
            ApiVersion = $"{Eventsv1Event.KubeGroup}/{Eventsv1Event.KubeApiVersion}",
            Kind = Eventsv1Event.KubeKind,
            Metadata = new V1ObjectMeta { Name = NameOf(notice, verdict), NamespaceProperty = workload.Namespace },
            EventTime = now.UtcDateTime,
            ReportingController = Controller,
            ReportingInstance = instance.Length <= MaxInstance ? instance : instance[..MaxInstance],
            Action = Action,
            Reason = Reason,
            Type = "Warning",
            Regarding = new V1ObjectReference
            {
                ApiVersion = workload.ApiVersion,
                Kind = workload.Kind,
                Name = workload.Name,
                NamespaceProperty = workload.Namespace,
                Uid = workload.Uid,
            },
            Note = EventNote.Write(notice.Image.Image, verdict, now),
        };
    }

    /// <summary>
    /// The same for the same news, whoever tells it: so an inventory that begins anew repeats nothing while the Event is kept.
    /// </summary>
    public static string NameOf(WorkloadNotice notice, Verdict verdict)
    {
        var id = notice.Workload.Id;
        var news = string.Join('\n',
            [id.Namespace, id.ApiVersion, id.Kind, id.Name, id.Uid ?? "", notice.Digest.ToString(), .. WorkloadNotices.NamesOf(verdict)]);
        return $"scanner-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(news)))[..HashLength]}";
    }
}
