using Scanner.Testing.Images;
using Scanner.Testing.Registry.Authentication;

namespace Scanner.Testing.Tests.Registry;

/// <summary>What both registries hold: the repositories and tags of the recording, and the users of the access tests.</summary>
internal static class ContractContent
{
    public const string Alpine = "lab/alpine";
    public const string MultiArch = "lab/multiarch";
    public const string Private = "lab/private";

    public static readonly BuiltImage Docker = SampleImages.Clean;
    public static readonly BuiltImage Oci = SampleImages.Alpine318(ImageFormat.Oci).Build();
    public static readonly BuiltImage Other = SampleImages.Vulnerable;
    public static readonly BuiltIndex Index = SampleImages.MultiPlatform;
    public static readonly BuiltIndex List = SampleImages.DockerManifestList;

    public static readonly RegistryUser Lab = new("lab", "secret");
    public static readonly RegistryUser Guest = new("guest", "welcome") { Repositories = [Alpine] };

    public static readonly BasicAccess Basic = new() { Realm = "lab-realm", Users = [Lab, Guest] };
    public static readonly BearerAccess Bearer = new()
    {
        Service = "lab-registry",
        Users = [Lab, Guest],
        PublicRepositories = [MultiArch],
    };
}
