using System.Text.Json;

namespace Scanner.Webhook.Workloads;

/// <summary>The fields of a pod spec that say what is pulled, and with whose credentials.</summary>
internal enum PodSpecProperty
{
    Other,

    /// <summary>Any of the three lists of containers.</summary>
    Containers,

    Volumes,
    ServiceAccountName,
    ImagePullSecrets,
}

internal static class PodSpecProperties
{
    /// <summary>Which property's name the reader is on.</summary>
    public static PodSpecProperty Of(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("containers"u8) || reader.ValueTextEquals("initContainers"u8)
            || reader.ValueTextEquals("ephemeralContainers"u8)) return PodSpecProperty.Containers;
        if (reader.ValueTextEquals("volumes"u8)) return PodSpecProperty.Volumes;
        if (reader.ValueTextEquals("serviceAccountName"u8)) return PodSpecProperty.ServiceAccountName;
        if (reader.ValueTextEquals("imagePullSecrets"u8)) return PodSpecProperty.ImagePullSecrets;
        return PodSpecProperty.Other;
    }
}
