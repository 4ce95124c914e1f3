using Scanner.Silo.Inventory.Pods;

namespace Scanner.Silo.Tests.Inventory.Pods;

public sealed class ImageIdsTests
{
    private static readonly string Digest = Samples.DigestOf(7);

    public static TheoryData<string, string> Pulled => new()
    {
        { $"docker-pullable://nginx@{Digest}", $"docker.io/library/nginx@{Digest}" },
        { $"docker.io/library/nginx@{Digest}", $"docker.io/library/nginx@{Digest}" },
        { $"registry.example:5000/team/web@{Digest}", $"registry.example:5000/team/web@{Digest}" },
        { $"quay.io/team/web:v1@{Digest}", $"quay.io/team/web:v1@{Digest}" },
    };

    public static TheoryData<string> WithoutManifest => [Digest, $"docker://{Digest}", "", "nginx", "docker-pullable://", "@", "???@sha256:12"];

    [Theory]
    [MemberData(nameof(Pulled))]
    public void Read_RepositoryAndDigest_IsTheManifest(string imageId, string expected) =>
        Assert.Equal(expected, ImageIds.Read(imageId)?.ToString());

    [Theory]
    [MemberData(nameof(WithoutManifest))]
    public void Read_ConfigurationOrNothing_IsNone(string imageId) => Assert.Null(ImageIds.Read(imageId));
}
