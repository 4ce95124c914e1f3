using Scanner.Images;

namespace Scanner.Grains.Registry.Manifests;

/// <summary>One manifest in an index; it may be an index again.</summary>
/// <param name="Digest">Of the manifest.</param>
/// <param name="Size">Bytes, by the index's word.</param>
/// <param name="MediaType">By the index's word, whatever it is; empty where the index does not say.</param>
/// <param name="Platform">As the index writes it; null where it does not say.</param>
internal sealed record IndexEntry(Digest Digest, long Size, string MediaType, Platform? Platform);
