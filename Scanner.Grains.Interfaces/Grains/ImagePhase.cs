namespace Scanner.Grains;

/// <summary>Where an image's scan stands.</summary>
public enum ImagePhase
{
    /// <summary>Nobody has asked yet.</summary>
    Idle,
    PullingManifest,
    PostingLayers,
    PostingImage,
    ReadingReport,
    Ready,
    Failed,
    AskingClair,
}
