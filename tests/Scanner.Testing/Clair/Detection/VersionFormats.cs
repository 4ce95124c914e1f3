namespace Scanner.Testing.Clair.Detection;

/// <summary>Which version order a distribution uses, by the ID of its os-release file.</summary>
internal static class VersionFormats
{
    public const string Dpkg = "dpkg";
    private const string Rpm = "rpm";

    /// <summary>The format, or null for a distribution that Clair does not know.</summary>
    public static string? Of(string distribution) => distribution switch
    {
        "debian" or "ubuntu" => Dpkg,
        "centos" or "rhel" or "fedora" or "amzn" or "ol" or "oracle" or "opensuse" or "sles" => Rpm,
        _ => null,
    };
}
