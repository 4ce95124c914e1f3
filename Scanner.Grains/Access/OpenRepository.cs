namespace Scanner.Grains.Access;

/// <summary>A repository from which whoever asks may pull a manifest.</summary>
internal sealed class OpenRepository(string registry, string repository)
{
    public AccessProof Proof { get; set; }

    public ProvenAccess Keep() => new() { Registry = registry, Repository = repository, ProvenUntil = Proof.ProvenUntil };

    public bool Is(ImageSource source) => repository == source.Repository && registry == source.Registry;
}
