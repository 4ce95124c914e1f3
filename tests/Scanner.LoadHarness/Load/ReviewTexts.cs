namespace Scanner.LoadHarness.Load;

/// <summary>Reviews that a real kube-apiserver sent (1.36, recorded), with other images, namespaces and uids in them.</summary>
internal static class ReviewTexts
{
    /// <summary>How many images <see cref="Deployment"/> names.</summary>
    public const int ImagesOfDeployment = 3;

    private const string RecordedNamespace = "team-a";

    private static readonly string RecordedDeployment = Read("Reviews.deployment.json");
    private static readonly string RecordedPod = Read("Reviews.pod.json");

    /// <summary>The create of a Deployment with an init container and two containers.</summary>
    /// <param name="uid">The request's uid.</param>
    /// <param name="namespace">The workload's namespace.</param>
    /// <param name="images">Three image references.</param>
    public static string Deployment(string uid, string @namespace, IReadOnlyList<string> images) => Fill(
        RecordedDeployment,
        ("166e06a9-b0b9-4c4e-9fad-bdada52d9a17", uid),
        (RecordedNamespace, @namespace),
        ("127.0.0.1:5000/library/busybox:1.36", images[0]),
        ("127.0.0.1:5000/team/web:v1", images[1]),
        ("127.0.0.1:5000/team/proxy@sha256:4bcff63911fcb4448bd4fdacec207030997caf25e9bea4045fa6c8c44de311d1", images[2]));

    /// <summary>The create of a Pod whose init container and container have the same image.</summary>
    public static string Pod(string uid, string @namespace, string image) => Fill(
        RecordedPod,
        ("238152a8-ef21-4587-a482-014292bab21f", uid),
        (RecordedNamespace, @namespace),
        ("127.0.0.1:5000/library/busybox:1.36", image),
        ("nginx", image));

    private static string Fill(string recording, params ReadOnlySpan<(string Recorded, string New)> changes)
    {
        foreach (var (recorded, text) in changes)
        {
            if (!recording.Contains(recorded, StringComparison.Ordinal))
                throw new InvalidOperationException($"The recording has no '{recorded}'; has it been replaced by another one?");
            recording = recording.Replace(recorded, text, StringComparison.Ordinal);
        }

        return recording.TrimEnd();
    }

    private static string Read(string resource)
    {
        using var stream = typeof(ReviewTexts).Assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
