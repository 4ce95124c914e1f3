using Scanner.Images;

namespace Scanner.Grains.Freshness;

/// <summary>Is told of images that Clair has news about.</summary>
internal interface IAffectedImages
{
    /// <summary>Has the facts about a digest read again before others', if any silo keeps them; else there is nothing to do.</summary>
    /// <exception cref="OrleansException">The grain's silo could not be asked.</exception>
    Task ReportAsync(Digest digest);
}
