using System.Text;
using Scanner.Images;

namespace Scanner.Grains.Interfaces.Tests.Images;

public sealed class DigestTests
{
    // FIPS 180-2, appendix: the one-block message "abc".
    private const string Sha256OfAbc = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private const string Sha512OfAbc = "sha512:ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f";

    [Theory]
    [InlineData(Sha256OfAbc, "sha256")]
    [InlineData(Sha512OfAbc, "sha512")]
    public void Matches_OwnContent_IsTrueAndOtherContentIsNot(string text, string algorithm)
    {
        var digest = Digest.Parse(text);

        Assert.Equal(algorithm, digest.Algorithm);
        Assert.Equal(text, digest.ToString());
        Assert.True(digest.Matches(Encoding.ASCII.GetBytes("abc")));
        Assert.False(digest.Matches(Encoding.ASCII.GetBytes("abd")));
    }

    [Fact]
    public void Of_Content_IsItsSha256() => Assert.Equal(Sha256OfAbc, Digest.Of(Encoding.ASCII.GetBytes("abc")).ToString());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sha256")]
    [InlineData("sha256:")]
    [InlineData("sha256:ba7816")]
    [InlineData("sha1:a9993e364706816aba3e25717850c26c9cd0d89d")]
    [InlineData("SHA256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("sha256:BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD")]
    [InlineData("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n")]
    [InlineData("sha512:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    public void TryParse_NoDigest_IsFalse(string? text) => Assert.False(Digest.TryParse(text, out _));

    [Fact]
    public void Parse_NoDigest_SaysWhatOneLooksLike()
    {
        var error = Assert.Throws<FormatException>(() => Digest.Parse("latest"));

        Assert.Contains("sha256: and 64", error.Message, StringComparison.Ordinal);
    }
}
