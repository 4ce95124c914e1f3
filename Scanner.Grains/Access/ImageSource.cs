using Scanner.Images;

namespace Scanner.Grains.Access;

/// <summary>Where a manifest is pulled from, and on whose behalf.</summary>
internal sealed record ImageSource(string Registry, string Repository, PullContext PullContext)
{
    public static ImageSource Of(ImageQuestion question) => new(question.Image.Registry, question.Image.Repository, question.PullContext);
}
