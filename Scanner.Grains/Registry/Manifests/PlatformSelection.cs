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
    /// For each platform the manifests that its nodes could take; mostly one. Where an index has several, all, since which one a
    /// runtime takes is its own affair: those of the platform's own and of every lower variant, as runtimes do not agree on the
    /// node's variant. Where none is sure to be taken, also those of an architecture that the platform's nodes run as well (386
    /// on amd64, arm on arm64) and those that name no platform.
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
            var digests = Candidates(index, platform).Select(entry => entry.Digest).Distinct().ToArray();
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

    private static IEnumerable<IndexEntry> Candidates(ImageIndex index, Platform platform)
    {
        var wanted = PlatformNames.Normalize(platform);
        var fitting = index.Entries
            .Where(entry => entry.Platform is { } own && Fits(PlatformNames.Normalize(own), wanted))
            .ToArray();
        return fitting.Any(entry => EveryRuntimeTakes(entry.Platform!, wanted))
            ? fitting
            : index.Entries.Where(entry => entry.Platform is not { } own || MayStandIn(PlatformNames.Normalize(own), wanted));
    }

    // A node of arm/v7 runs v6 and v5, one of amd64/v3 runs v2 and plain amd64.
    private static bool Fits(Platform own, Platform wanted) =>
        own.Os == wanted.Os && own.Architecture == wanted.Architecture
        && PlatformNames.Rank(own.Variant) <= PlatformNames.Rank(wanted.Variant);

    // CRI-O compares spellings as they are, and both it and containerd know of variants of arm alone: past amd64/v2 or x86_64
    // some runtime goes on to the next best, so only an entry like these ends the search. Of entries that fit.
    private static bool EveryRuntimeTakes(Platform own, Platform wanted) =>
        own.Os == wanted.Os && own.Architecture == wanted.Architecture && (own.Architecture, own.Variant)
            is (_, null) or ("arm", "v5" or "v6" or "v7" or "v8") or ("arm64", "v8");

    // A platform configured without a variant may well be of the variant that the index has. The other architectures are those
    // that containerd's default matcher adds to the node's own (platforms, "platformVector").
    private static bool MayStandIn(Platform own, Platform wanted) =>
        Fits(own, wanted) || wanted.Runs(own)
        || (own.Os == wanted.Os && (wanted.Architecture, own.Architecture) is ("amd64", "386") or ("arm64", "arm"));

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
