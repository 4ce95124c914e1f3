using System.Globalization;
using Scanner.Testing.Images;

namespace Scanner.LoadHarness.Images;

/// <summary>
/// As many distinct images as a scenario needs, as a cluster has them: a few base layers that all share, and a layer of its own
/// in each. Every layer has packages, because only such layers can be poisoned by two posts at once.
/// </summary>
internal static class LoadImages
{
    /// <summary>Layers of each image: the base and its own.</summary>
    public const int LayersPerImage = 2;

    private static readonly ApkPackage[] BusyboxPackages =
        [new("alpine-baselayout", "3.4.3-r1"), new("busybox", "1.36.1-r5"), new("musl", "1.2.4-r2")];

    private static readonly ApkPackage[] OpensslPackages =
    [
        .. BusyboxPackages,
        new("libcrypto3", "3.1.4-r5") { Origin = "openssl" },
        new("libssl3", "3.1.4-r5") { Origin = "openssl" },
    ];

    /// <summary>With CVE-2023-45853 (Critical) in zlib.</summary>
    private static readonly DpkgPackage[] DebianPackages =
        [new("base-files", "12.4"), new("zlib1g", "1:1.2.13.dfsg-1") { Source = "zlib" }];

    private static readonly BuiltLayer BusyboxBase = AlpineBase(BusyboxPackages);
    private static readonly BuiltLayer OpensslBase = AlpineBase(OpensslPackages);

    private static readonly BuiltLayer DebianBase =
        new LayerBuilder().DebianRelease("12", "bookworm").DpkgPackages(DebianPackages).Build();

    /// <summary>An image without vulnerabilities, on one of two bases.</summary>
    public static BuiltImage Clean(int number)
    {
        var (layer, packages) = number % 2 == 0 ? (BusyboxBase, BusyboxPackages) : (OpensslBase, OpensslPackages);
        var own = new LayerBuilder().ApkPackages([.. packages, new ApkPackage(NameOf(number), "1.0-r0")]).Build();
        return new ImageBuilder().Layer(layer).Layer(own).Build();
    }

    /// <summary>An image that the default policy refuses.</summary>
    public static BuiltImage Vulnerable(int number)
    {
        var own = new LayerBuilder().DpkgPackages([.. DebianPackages, new DpkgPackage(NameOf(number), "1.0-1")]).Build();
        return new ImageBuilder().Layer(DebianBase).Layer(own).Build();
    }

    private static BuiltLayer AlpineBase(ApkPackage[] packages) =>
        new LayerBuilder().AlpineRelease("3.18.6").ApkPackages(packages).Build();

    private static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"load-app-{number}");
}
