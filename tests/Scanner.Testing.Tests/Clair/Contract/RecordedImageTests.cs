using Google.Protobuf;
using Scanner.Clair.Wire;
using Scanner.Testing.Clair;
using Scanner.Testing.Tests.Clair.Support;

namespace Scanner.Testing.Tests.Clair.Contract;

/// <summary>The contract against what the real Clair answered.</summary>
public sealed class RecordedImageTests : ImageContract
{
    [Theory, MemberData(nameof(Images))]
    public void ReadImageResponse_AnyImage_IsTheJsonRecording(string image)
    {
        var json = ClairRecordings.ReadImage(image)["get"]!["response"]!.ToJsonString();

        Assert.Equal(JsonParser.Default.Parse<GetAncestryResponse>(json), RecordedImage.Read(image).Answer);
    }

    internal override Task<GetAncestryResponse> GetAsync(string image) => Task.FromResult(RecordedImage.Read(image).Answer);
}
