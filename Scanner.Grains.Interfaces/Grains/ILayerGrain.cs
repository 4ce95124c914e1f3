using Orleans.Concurrency;

namespace Scanner.Grains;

/// <summary>
/// One layer, keyed by its digest: sees to it that a layer new to Clair is posted by one caller at a time. Two posts that
/// share a new layer poison it in Clair for good.
/// </summary>
[Alias("scanner.ILayerGrain")]
public interface ILayerGrain : IGrainWithStringKey
{
    /// <summary>
    /// Makes the layer known to Clair. True once Clair has it; false when the patience ended first (ask again: the post goes on).
    /// </summary>
    /// <exception cref="Failures.ScanException">Clair could not take the layer.</exception>
    [Alias("EnsurePosted"), AlwaysInterleave]
    Task<bool> EnsurePosted(LayerSource source, TimeSpan patience);

    /// <summary>Whether Clair knows the layer, as far as this grain has seen. Changes nothing.</summary>
    [Alias("GetState"), AlwaysInterleave]
    Task<LayerState> GetState();
}
