using Scanner.Images;

namespace Scanner.Grains.Interfaces.Tests.Images;

public sealed class ImageReferenceTests
{
    private const string Sha256 = "sha256:854c37e3be9fb49093f6e3eb3c47e7f1c943af2caa28e1ab1e2932c752a254ee";
    private static readonly string Sha512 = "sha512:" + new string('a', 128);

    public static TheoryData<string, string> Good => new()
    {
        { "nginx", "docker.io/library/nginx:latest" },
        { "nginx:1.27", "docker.io/library/nginx:1.27" },
        { "library/nginx", "docker.io/library/nginx:latest" },
        { "team/web:v1", "docker.io/team/web:v1" },
        { "docker.io/nginx", "docker.io/library/nginx:latest" },
        { "index.docker.io/nginx", "docker.io/library/nginx:latest" },
        { "docker.io/a/b/c", "docker.io/a/b/c:latest" },
        { "localhost/web", "localhost/web:latest" },
        { "localhost:5000/web", "localhost:5000/web:latest" },
        // Runtimes know this host by its upper-case letter; without one it would be docker.io/registry/web.
        { "Registry/web", "REGISTRY/web:latest" },
        { "rEGISTRY/web", "REGISTRY/web:latest" },
        { "GHCR.io/team/web", "ghcr.io/team/web:latest" },
        { "Registry:5000/web", "registry:5000/web:latest" },
        { "LocalHost/web", "localhost/web:latest" },
        { "Index.Docker.IO/nginx", "docker.io/library/nginx:latest" },
        { "[2001:DB8::1]/web", "[2001:db8::1]/web:latest" },
        { "[0:0:0:0:0:0:0:1]:5000/web", "[0:0:0:0:0:0:0:1]:5000/web:latest" },
        { $"{new string('a', 63)}.example/web", $"{new string('a', 63)}.example/web:latest" },
        { "1.2.3.4.example:443/web", "1.2.3.4.example:443/web:latest" },
        { "xn--a.example/web", "xn--a.example/web:latest" },
        { "registry.example/team/web:v1.2_3-x", "registry.example/team/web:v1.2_3-x" },
        { "registry.example:5000/team/web", "registry.example:5000/team/web:latest" },
        { "192.0.2.1:5000/web", "192.0.2.1:5000/web:latest" },
        { "[2001:db8::1]:5000/web", "[2001:db8::1]:5000/web:latest" },
        { "[2001:db8::1]/web", "[2001:db8::1]/web:latest" },
        { "web:5000", "docker.io/library/web:5000" },
        { "a.b/c", "a.b/c:latest" },
        { "a_b/c__d/e-f/g--h/i.j", "docker.io/a_b/c__d/e-f/g--h/i.j:latest" },
        { $"nginx@{Sha256}", $"docker.io/library/nginx@{Sha256}" },
        { $"nginx:1.27@{Sha256}", $"docker.io/library/nginx:1.27@{Sha256}" },
        { $"registry.example:5000/web@{Sha512}", $"registry.example:5000/web@{Sha512}" },
        { $"registry.example/{new string('a', 255)}", $"registry.example/{new string('a', 255)}:latest" },
        { $"web:{new string('t', 128)}", $"docker.io/library/web:{new string('t', 128)}" },
        { "registry-1.example-2.com/web:_v", "registry-1.example-2.com/web:_v" },
    };

    public static TheoryData<string, string> Bad => new()
    {
        { "", "is empty" },
        { " ", "for a repository" },
        { " nginx", "for a repository" },
        { "nginx ", "for a repository" },
        { "Nginx", "upper-case letters in the repository" },
        { "registry.example/Team/Web", "upper-case letters in the repository" },
        { "nginx:", "for a tag" },
        { "nginx:.x", "for a tag" },
        { "nginx:-x", "for a tag" },
        { "nginx:a b", "for a tag" },
        { $"nginx:{new string('t', 129)}", "for a tag" },
        { "nginx@", "for a digest" },
        { "nginx@sha256:abc", "for a digest" },
        { $"nginx@{Sha256.ToUpperInvariant()}", "for a digest" },
        { $"nginx@{Sha256}a", "for a digest" },
        { $"nginx@{Sha256}@{Sha256}", "for a digest" },
        { "nginx@md5:d41d8cd98f00b204e9800998ecf8427e", "for a digest" },
        { $"@{Sha256}", "for a repository" },
        { "https://registry.example/web", "no scheme" },
        { "/web", "for a repository" },
        { "web/", "for a repository" },
        { "a//b", "for a repository" },
        { "a/../b", "for a repository" },
        { "a...b", "for a repository" },
        { "a___b", "for a repository" },
        { "-a/b", "for a repository" },
        { "registry.example:0/web", "for a registry" },
        { "registry.example:65536/web", "for a registry" },
        { "registry.example:port/web", "for a registry" },
        { "-registry.example/web", "for a registry" },
        { "user@registry.example/web", "for a digest" },
        { "registry..example/web", "for a registry" },
        { "[::1/web", "for a registry" },
        { "[::::]/web", "for a registry" },
        { "[1234]:5000/web", "for a registry" },
        { "[1::2::3]:5000/web", "for a registry" },
        { $"{new string('a', 64)}.example/web", "for a registry" },
        { $"registry.{new string('a', 64)}:5000/web", "for a registry" },
        // Uri takes each of these for an address, other programs for a name or another address.
        { "1.2.3/web", "for a registry" },
        { "127.1:5000/web", "for a registry" },
        { "192.0.2.010/web", "for a registry" },
        { "0x7f.0.0.1/web", "for a registry" },
        { $"registry.example/{new string('a', 256)}", "255" },
        { new string('a', 64), "64 hex digits" },
        { new string('x', 1025), "1025 characters long" },
        { "web\n", "for a repository" },
        { "wéb", "for a repository" },
        { "${IMAGE}", "for a repository" },
    };

    [Theory]
    [MemberData(nameof(Good))]
    public void Parse_GoodText_GivesReferenceInFull(string text, string expected) =>
        Assert.Equal(expected, ImageReference.Parse(text).ToString());

    [Theory]
    [MemberData(nameof(Good))]
    public void Parse_ItsOwnText_GivesTheSameReference(string text, string expected)
    {
        var reference = ImageReference.Parse(text);

        Assert.Equal(reference, ImageReference.Parse(reference.ToString()));
        Assert.StartsWith(reference.Name, expected, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Good))]
    public void Parse_GoodText_NamesAHostThatUriTakes(string text, string expected)
    {
        var reference = ImageReference.Parse(text);

        var host = new Uri("https://" + reference.Registry).IdnHost;
        Assert.NotEmpty(host);
        Assert.StartsWith(reference.Registry + "/", expected, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void TryParse_BadText_SaysWhatIsWrong(string text, string expected)
    {
        Assert.False(ImageReference.TryParse(text, out var reference, out var error));
        Assert.Null(reference);
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public void At_Digest_DropsTheTag()
    {
        var digest = Digest.Parse(Sha256);

        Assert.Equal($"docker.io/library/nginx@{Sha256}", ImageReference.Parse("nginx:1.27").At(digest).ToString());
    }
}
