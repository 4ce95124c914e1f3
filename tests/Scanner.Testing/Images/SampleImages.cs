using System.Globalization;

namespace Scanner.Testing.Images;

/// <summary>
/// Small images with real package versions. What Clair says of them is known from its recorded answers on Debian 12 and
/// Alpine 3.18.
/// </summary>
public static class SampleImages
{
    /// <summary>The one layer of <see cref="Vulnerable"/>.</summary>
    public static BuiltLayer Debian12Layer { get; } = new LayerBuilder()
        .DebianRelease("12", "bookworm")
        .DpkgPackages(
            new DpkgPackage("base-files", "12.4"),
            new DpkgPackage("libc-bin", "2.36-9") { Source = "glibc" },
            new DpkgPackage("libc6", "2.36-9") { Source = "glibc" },
            new DpkgPackage("libgnutls30", "3.7.9-2") { Source = "gnutls28" },
            new DpkgPackage("liblzma5", "5.4.1-0.2") { Source = "xz-utils" },
            new DpkgPackage("perl-base", "5.36.0-7") { Source = "perl" },
            new DpkgPackage("tar", "1.34+dfsg-1.2"),
            new DpkgPackage("zlib1g", "1:1.2.13.dfsg-1") { Source = "zlib" })
        .Build();

    /// <summary>The one layer of <see cref="Clean"/>.</summary>
    public static BuiltLayer Alpine318Layer { get; } = new LayerBuilder()
        .AlpineRelease("3.18.6")
        .ApkPackages(
            new ApkPackage("alpine-baselayout", "3.4.3-r1"),
            new ApkPackage("busybox", "1.36.1-r5"),
            new ApkPackage("libcrypto3", "3.1.4-r5") { Origin = "openssl" },
            new ApkPackage("libssl3", "3.1.4-r5") { Origin = "openssl" },
            new ApkPackage("musl", "1.2.4-r2"),
            new ApkPackage("zlib", "1.2.13-r1"))
        .Build();

    /// <summary>
    /// Debian 12 as first released. The recorded CVEs of its packages, with the version that fixes them:
    /// glibc CVE-2024-2961 (High, 2.36-9+deb12u6), CVE-2023-4911 (High, 2.36-9+deb12u3), CVE-2024-33599 (High, 2.36-9+deb12u7);
    /// xz-utils CVE-2024-3094 (Defcon1, 5.4.1-1); gnutls28 CVE-2024-0553 and CVE-2024-0567 (High, 3.7.9-2+deb12u2);
    /// perl CVE-2023-47038 (High, 5.36.0-7+deb12u1); zlib CVE-2023-45853 (Critical, no fix);
    /// tar CVE-2023-39804 (Low, 1.34+dfsg-1.2+deb12u1); and some more of lower severity.
    /// </summary>
    public static BuiltImage Vulnerable { get; } = Debian12().Build();

    /// <summary>Alpine 3.18 in which every recorded CVE is fixed.</summary>
    public static BuiltImage Clean { get; } = Alpine318().Build();

    /// <summary>A binary and nothing else: no package database, no sign of an operating system.</summary>
    public static BuiltImage Scratch { get; } =
        new ImageBuilder().Layer(new LayerBuilder().File("app", "#!/bin/true\n").Build()).Build();

    /// <summary>Alpine for linux/amd64 and linux/arm64 as an OCI index, with an attestation.</summary>
    public static BuiltIndex MultiPlatform { get; } = MultiPlatformIndex();

    /// <summary>As <see cref="MultiPlatform"/>, as a Docker manifest list without attestation.</summary>
    public static BuiltIndex DockerManifestList { get; } = new IndexBuilder(ImageFormat.Docker)
        .Add(Alpine318().Build())
        .Add(Alpine318().Platform(ImagePlatform.LinuxArm64).Build())
        .Build();

    /// <summary>
    /// The clean image with one more layer, which no other number has: as many distinct digests as a test needs.
    /// </summary>
    public static BuiltImage CleanNumbered(int number) => Alpine318().Layer(Marker(number)).Build();

    /// <summary>The vulnerable image with one more layer, which no other number has.</summary>
    public static BuiltImage VulnerableNumbered(int number) => Debian12().Layer(Marker(number)).Build();

    /// <summary>A builder of <see cref="Vulnerable"/>, to be varied.</summary>
    public static ImageBuilder Debian12(ImageFormat format = ImageFormat.Docker) =>
        new ImageBuilder(format).Layer(Debian12Layer);

    /// <summary>A builder of <see cref="Clean"/>, to be varied.</summary>
    public static ImageBuilder Alpine318(ImageFormat format = ImageFormat.Docker) =>
        new ImageBuilder(format).Layer(Alpine318Layer);

    private static BuiltLayer Marker(int number) =>
        new LayerBuilder().File("srv/number", number.ToString(CultureInfo.InvariantCulture)).Build();

    private static BuiltIndex MultiPlatformIndex()
    {
        var amd64 = Alpine318(ImageFormat.Oci).Build();
        var arm64 = Alpine318(ImageFormat.Oci).Platform(ImagePlatform.LinuxArm64).Build();
        return new IndexBuilder().Add(amd64).Add(arm64).AddAttestation(amd64).Build();
    }
}
