using Scanner.Clair.Wire;
using Scanner.Testing.Tests.Clair.Support;

namespace Scanner.Testing.Tests.Clair.Contract;

/// <summary>The contract against the stand-in, which is posted layers with the recorded packages.</summary>
public sealed class StandInImageTests(ImageLab lab) : ImageContract, IClassFixture<ImageLab>
{
    [Theory, MemberData(nameof(Images))]
    public async Task Get_Image_ShowsWhatTheRealClairShowed(string image) =>
        Assert.Equal(RecordedImage.Read(image).Answer.Lines(), (await GetAsync(image)).Lines());

    [Fact]
    public async Task Get_Twice_DiffersInOrderOnly()
    {
        var first = await GetAsync("debian12");
        var second = await GetAsync("debian12");

        Assert.NotEqual(first.Ancestry, second.Ancestry);
        Assert.Equal(first.Lines(), second.Lines());
    }

    internal override Task<GetAncestryResponse> GetAsync(string image) => lab.GetAsync(image);
}
