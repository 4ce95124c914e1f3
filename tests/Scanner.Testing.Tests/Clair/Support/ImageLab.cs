using Scanner.Clair.Wire;
using PostLayer = Scanner.Clair.Wire.PostAncestryRequest.Types.PostLayer;

namespace Scanner.Testing.Tests.Clair.Support;

/// <summary>A stand-in that has the recorded images.</summary>
public sealed class ImageLab : IAsyncLifetime
{
    private readonly IReadOnlyDictionary<string, byte[]> _blobs = RecordedImage.Blobs();
    private ClairLab? _lab;

    private ClairLab Lab => _lab ?? throw new InvalidOperationException("InitializeAsync has not run.");

    public async ValueTask InitializeAsync() => _lab = await ClairLab.StartAsync();

    public ValueTask DisposeAsync() => Lab.DisposeAsync();

    internal async Task<GetAncestryResponse> GetAsync(string image)
    {
        var recorded = RecordedImage.Read(image);
        List<PostLayer> layers = [.. recorded.Post.Layers.Select(layer => Lab.Layer(layer.Hash, _blobs[layer.Hash]))];
        await Lab.PostAsync(recorded.Post.AncestryName, layers);
        return await Lab.GetAsync(recorded.Post.AncestryName);
    }
}
