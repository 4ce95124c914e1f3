namespace Scanner.Grains.Images;

/// <summary>Where a scan stands, in a phase and in words.</summary>
internal sealed class ScanProgress
{
    private int _layers;
    private int _layersPosted;

    public ImagePhase Phase { get; private set; } = ImagePhase.Idle;

    public string Text => Phase switch
    {
        ImagePhase.Idle => "not asked for yet",
        ImagePhase.AskingClair => "asking Clair how fresh its database is",
        ImagePhase.PullingManifest => "pulling the manifest from the registry",
        ImagePhase.PostingLayers => $"Clair is analysing the layers, {_layersPosted} of {_layers} done",
        ImagePhase.PostingImage => "Clair is joining the layers",
        ImagePhase.ReadingReport => "reading Clair's report",
        ImagePhase.Ready => "scanned",
        ImagePhase.Failed => "the last scan failed",
        _ => Phase.ToString(),
    };

    public void Enter(ImagePhase phase) => Phase = phase;

    public void EnterLayers(int count)
    {
        (_layers, _layersPosted) = (count, 0);
        Phase = ImagePhase.PostingLayers;
    }

    public void LayerPosted() => _layersPosted++;
}
