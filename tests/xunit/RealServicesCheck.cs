namespace Scanner.Testing;

/// <summary>A missing program is a skip at home and a failure in CI, so that a green run there means what it says.</summary>
internal static class RealServicesCheck
{
    /// <param name="missing">What <see cref="RealServices.Missing"/> said.</param>
    public static void Require(string? missing)
    {
        if (missing is null) return;
        if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail(missing);
        Assert.Skip(missing);
    }
}
