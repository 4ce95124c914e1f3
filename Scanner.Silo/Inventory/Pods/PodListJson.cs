namespace Scanner.Silo.Inventory.Pods;

/// <summary>One page of a list of pods.</summary>
internal sealed record PodListJson
{
    public ListMeta? Metadata { get; init; }

    public IReadOnlyList<PodJson>? Items { get; init; }

    internal sealed record ListMeta
    {
        /// <summary>Where a watch goes on from.</summary>
        public string? ResourceVersion { get; init; }

        /// <summary>Fetches the next page; empty on the last one.</summary>
        public string? Continue { get; init; }
    }
}
