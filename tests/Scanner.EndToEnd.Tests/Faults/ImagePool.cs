using Scanner.EndToEnd.Tests.World;
using Scanner.Testing.Images;
using Scanner.Testing.Registry.Debian;

namespace Scanner.EndToEnd.Tests.Faults;

/// <summary>Images in a registry that nobody has asked about, clean and vulnerable in turn.</summary>
/// <param name="registry">Where they are stored.</param>
/// <param name="host">How Scanner and Clair reach it.</param>
internal sealed class ImagePool(DebianRegistry registry, string host)
{
    /// <summary>Stored at a time: all at once by one run of skopeo, as the images of one index.</summary>
    private const int Batch = 120;

    private const string Repository = "team/app";

    private readonly Queue<ReviewedCase> _unused = [];
    private int _built;

    /// <summary>Has at least <paramref name="count"/> ready, for a time in which the registry takes none.</summary>
    public async Task EnsureAsync(int count, CancellationToken cancellationToken)
    {
        while (_unused.Count < count)
        {
            var index = new IndexBuilder();
            for (var number = 0; number < Batch; number++, _built++)
            {
                var isClean = _built % 2 == 0;
                var image = isClean ? SampleImages.CleanNumbered(_built) : SampleImages.VulnerableNumbered(_built);
                index.Add(image);
                _unused.Enqueue(new ReviewedCase($"{host}/{Repository}@{image.Digest}", isClean));
            }

            await registry.PushAsync(index.Build(), Repository, "v1", cancellationToken);
        }
    }

    /// <summary>Images that are asked for by tag, clean and vulnerable in turn.</summary>
    public async Task<IReadOnlyList<ReviewedCase>> TagAsync(int count, CancellationToken cancellationToken)
    {
        List<ReviewedCase> tagged = [];
        for (var number = 0; number < count; number++, _built++)
        {
            var (isClean, tag) = (number % 2 == 0, $"tag-{number}");
            var image = isClean ? SampleImages.CleanNumbered(_built) : SampleImages.VulnerableNumbered(_built);
            await registry.PushAsync(image, Repository, tag, cancellationToken);
            tagged.Add(new ReviewedCase($"{host}/{Repository}:{tag}", isClean));
        }

        return tagged;
    }

    /// <summary>One that nobody has asked about.</summary>
    public ReviewedCase Take()
    {
        lock (_unused) return _unused.Dequeue();
    }
}
