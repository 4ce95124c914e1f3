namespace Scanner.Grains.Access;

/// <summary>A repository that has been seen to serve a manifest.</summary>
internal sealed class ServingRepository(string registry, string repository)
{
    /// <summary>Until when whoever asks may pull it from there; null while that was never so.</summary>
    public DateTimeOffset? OpenUntil { get; set; }

    public bool Is(ImageSource source) => repository == source.Repository && registry == source.Registry;
}
