using System.Collections.Immutable;
using Scanner.Failures;
using Scanner.Grains.Registry.Transport;
using Scanner.Images;

namespace Scanner.Grains.Registry.Manifests;

/// <summary>Which manifests of an index the cluster's nodes may run.</summary>
internal static class PlatformSelection
{
    // Of what an index offers, in a message.
    private const int MaxListed = 20;

    private const int MaxQuoted = 60;

    /// <summary>
    /// For each platform the manifests that fit it best. Mostly one; where an index has several that a runtime could take, all,
    /// since which one it takes is its own affair.
    /// </summary>
    /// <param name="index">What there is.</param>
    /// <param name="platforms">
    /// The cluster's; one that the index has nothing for is passed over, as no node of it runs the image.
    /// </param>
    /// <returns>At least one; no digest twice.</returns>
    /// <exception cref="ScanException">
    /// <see cref="FailureKind.PlatformMissing"/> where there is nothing for any;
    /// <see cref="FailureKind.ManifestInvalid"/> where there is too much for one.
    /// </exception>
    public static ImmutableArray<PlatformManifest> Select(ImageIndex index, IReadOnlyList<Platform> platforms)
    {
        var selected = ImmutableArray.CreateBuilder<PlatformManifest>();
        foreach (var platform in platforms)
        {
            var digests = Best(index, platform).Select(entry => entry.Digest).Distinct().ToArray();
            if (digests.Length > ManifestLimits.MaxManifestsPerPlatform)
                throw new ScanException(
                    FailureKind.ManifestInvalid,
                    $"The index has {digests.Length} different manifests for {platform}; Scanner takes up to "
                    + $"{ManifestLimits.MaxManifestsPerPlatform}.");
            foreach (var digest in digests.Where(digest => selected.All(other => other.Digest != digest)))
                selected.Add(new PlatformManifest { Platform = platform, Digest = digest });
        }
        return selected.Count > 0 ? selected.DrainToImmutable() : throw Missing(index, platforms);
    }

    private static IndexEntry[] Best(ImageIndex index, Platform platform)
    {
        var wanted = PlatformNames.Normalize(platform);
        var sameArchitecture = index.Entries
            .Where(entry => entry.Platform is not null)
            .Select(entry => (Entry: entry, Platform: PlatformNames.Normalize(entry.Platform!)))
            .Where(entry => entry.Platform.Os == wanted.Os && entry.Platform.Architecture == wanted.Architecture)
            .ToArray();
        // A node of arm/v7 runs v6 and v5, one of amd64/v3 runs v2 and plain amd64: the nearest below is what it takes.
        var rank = PlatformNames.Rank(wanted.Variant);
        var best = sameArchitecture.Where(entry => PlatformNames.Rank(entry.Platform.Variant) <= rank)
            .GroupBy(entry => PlatformNames.Rank(entry.Platform.Variant)).MaxBy(group => group.Key)
            // A platform configured without a variant may well be of the variant that the index has.
            ?? sameArchitecture.Where(entry => wanted.Runs(entry.Platform));
        var found = best.Select(entry => entry.Entry).ToArray();
        // Runtimes fall back on what names no platform.
        return found.Length > 0 ? found : [.. index.Entries.Where(entry => entry.Platform is null)];
    }

    private static ScanException Missing(ImageIndex index, IReadOnlyList<Platform> platforms)
    {
        var offered = index.Entries.Select(entry => Quotable.Of(entry.Platform!.ToString(), MaxQuoted)).Distinct().ToArray();
        var list = offered.Length == 0
            ? "nothing that runs"
            : string.Join(", ", offered.Take(MaxListed)) + (offered.Length > MaxListed ? ", …" : "");
        return new ScanException(
            FailureKind.PlatformMissing,
            $"The index offers {list}, but nothing for the cluster's {string.Join(" or ", platforms)}. Build and push the "
            + "image for that platform, or set Registry:Platforms to what the nodes really are.");
    }
}
