using Scanner.Clustering.Kubernetes.Api;

namespace Scanner.Clustering.Kubernetes.Tests.Api;

public sealed class JsonPointerTests
{
    [Theory]
    [InlineData("10.0.0.1:11111@5", "10.0.0.1:11111@5")]
    [InlineData("a/b~c~1", "a~1b~0c~01")]
    public void Escape_Key_IsOneReferenceToken(string key, string token) => Assert.Equal(token, JsonPointer.Escape(key));
}
