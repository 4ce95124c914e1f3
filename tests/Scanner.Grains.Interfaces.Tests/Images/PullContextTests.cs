using Scanner.Images;

namespace Scanner.Grains.Interfaces.Tests.Images;

public sealed class PullContextTests
{
    [Fact]
    public void Equals_SameNames_IsTrue() => Assert.Equal(Context("a", "b"), Context("a", "b"));

    [Fact]
    public void GetHashCode_SameNames_IsTheSame() => Assert.Equal(Context("a", "b").GetHashCode(), Context("a", "b").GetHashCode());

    [Fact]
    public void Equals_OtherOrderOfSecrets_IsFalse() => Assert.NotEqual(Context("a", "b"), Context("b", "a"));

    [Fact]
    public void Equals_OtherServiceAccount_IsFalse() => Assert.NotEqual(Context("a"), Context("a") with { ServiceAccountName = "x" });

    private static PullContext Context(params string[] secrets) => new() { Namespace = "team-a", PullSecretNames = [.. secrets] };
}
