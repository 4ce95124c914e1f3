using Scanner.Webhook.Workloads;

namespace Scanner.Webhook.Admission;

/// <summary>What matters of an AdmissionReview (admission.k8s.io/v1 and v1beta1, which do not differ here).</summary>
internal sealed record AdmissionReview
{
    public const string V1 = "admission.k8s.io/v1";
    public const string V1Beta1 = "admission.k8s.io/v1beta1";

    /// <summary><see cref="V1"/> or <see cref="V1Beta1"/>; the answer has the same.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>The request's uid; the answer has the same.</summary>
    public required string Uid { get; init; }

    public AdmissionOperation Operation { get; init; }

    /// <summary><c>kind.group</c>; empty for the core group.</summary>
    public string? Group { get; init; }

    /// <summary><c>kind.kind</c></summary>
    public string? Kind { get; init; }

    /// <summary>Null or empty where the object itself is meant.</summary>
    public string? SubResource { get; init; }

    public string? Namespace { get; init; }

    /// <summary>Null or empty for a create whose name is to be generated.</summary>
    public string? Name { get; init; }

    public ReviewedObject? Object { get; init; }

    public ReviewedObject? OldObject { get; init; }

    /// <summary>The workload as messages and logs name it: <c>Deployment team-a/web</c>.</summary>
    public string Workload => WorkloadName.Of(
        Kind,
        string.IsNullOrEmpty(Namespace) ? Object?.Metadata.Namespace : Namespace,
        string.IsNullOrEmpty(Name) ? Object?.Metadata.Name : Name,
        Object?.Metadata.GenerateName);
}
