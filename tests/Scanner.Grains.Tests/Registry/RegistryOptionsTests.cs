using Microsoft.Extensions.Options;
namespace Scanner.Grains.Tests.Registry;

public sealed class RegistryOptionsTests
{
    [Fact]
    public void Options_WithNothingSet_HaveTheirDefaults()
    {
        using var services = new RegistryServices();
        var options = services.Options;
        Assert.Empty(options.Insecure);
        Assert.Empty(options.Trusted);
        Assert.Empty(options.Realms);
        Assert.Null(options.CredentialsFile);
        Assert.Equal("linux/amd64", Assert.Single(options.PlatformsToScan()).ToString());
        Assert.Equal(16, options.MaxConcurrentRequests);
        Assert.Equal(TimeSpan.FromSeconds(30), options.RequestTimeout);
        Assert.Equal(TimeSpan.FromSeconds(10), options.AttemptTimeout);
        Assert.Equal(TimeSpan.FromSeconds(30), options.TagLifetime);
        Assert.Equal(TimeSpan.FromSeconds(60), options.MinTokenLifetime);
    }

    [Fact]
    public void Options_WithPlatforms_ReplaceTheDefaultPlatform()
    {
        using var services = new RegistryServices("Registry:Platforms:0=linux/arm64", "Registry:Platforms:1=linux/arm/v7");
        Assert.Equal(["linux/arm64", "linux/arm/v7"], services.Options.PlatformsToScan().Select(platform => platform.ToString()));
    }

    [Theory]
    [InlineData("Registry:Platforms:0=linux",
        "Registry:Platforms:0 ('linux') is not os/architecture or os/architecture/variant, such as linux/amd64.")]
    [InlineData(
        "Registry:Insecure:0=http://registry.example",
        "Registry:Insecure:0 ('http://registry.example') is not a host with or without a port; write registry.example:5000, "
        + "without a scheme or path.")]
    [InlineData(
        "Registry:Trusted:0=registry.example/team",
        "Registry:Trusted:0 ('registry.example/team') is not a host with or without a port; write registry.example or "
        + "registry.example:5000, without a scheme or path.")]
    [InlineData(
        "Registry:Realms:0=",
        "Registry:Realms:0 ('') is not a host with or without a port; write auth.example or auth.example:5001, without a "
        + "scheme or path.")]
    [InlineData(
        "Registry:CredentialsFile=/no/such/file",
        "Registry:CredentialsFile ('/no/such/file') does not exist or cannot be read; name a Docker config.json, or leave the "
        + "key out.")]
    [InlineData("Registry:MaxConcurrentRequests=0", "Registry:MaxConcurrentRequests (0) must be from 1 to 1000.")]
    [InlineData("Registry:RequestTimeout=00:01:01", "Registry:RequestTimeout (00:01:01) must be from 00:00:01 to 00:01:00.")]
    [InlineData("Registry:AttemptTimeout=00:00:31",
        "Registry:AttemptTimeout (00:00:31) must not be longer than Registry:RequestTimeout (00:00:30).")]
    [InlineData("Registry:TagLifetime=00:00:00", "Registry:TagLifetime (00:00:00) must be from 00:00:01 to 01:00:00.")]
    [InlineData(
        "Registry:TagLifetime=00:00:00.999",
        "Registry:TagLifetime (00:00:00.9990000) must be from 00:00:01 to 01:00:00.")]
    [InlineData("Registry:MinTokenLifetime=02:00:00", "Registry:MinTokenLifetime (02:00:00) must be from 00:00:00 to 01:00:00.")]
    public void Validate_OneFault_NamesTheKeyAndWhatToWrite(string setting, string fault)
    {
        using var services = new RegistryServices(setting);
        Assert.Equal([fault], Assert.Throws<OptionsValidationException>(() => services.Options).Failures);
    }

    [Fact]
    public void Validate_SeveralFaults_ReportsThemAll()
    {
        using var services = new RegistryServices(
            "Registry:Platforms:0=linux", "Registry:Platforms:1=linux/amd64", "Registry:Platforms:2=/",
            "Registry:MaxConcurrentRequests=-1");
        Assert.Equal(3, Assert.Throws<OptionsValidationException>(() => services.Options).Failures.Count());
    }
}
