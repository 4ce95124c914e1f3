using Scanner.Images;

namespace Scanner.Grains.Freshness;

/// <inheritdoc cref="IAffectedImages"/>
internal sealed class AffectedImages(IGrainFactory grains) : IAffectedImages
{
    public async Task ReportAsync(Digest digest)
    {
        var image = grains.GetGrain<IImageGrain>(digest.ToString());
        // What nobody asked for lately is not woken: it is read again when somebody does.
        if (await grains.GetGrain<IManagementGrain>(0).GetActivationAddress(image) is null) return;
        await image.AsReference<IRefreshing>().RefreshFirst();
    }
}
