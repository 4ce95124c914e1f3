using Microsoft.Extensions.Options;
using Scanner.Webhook.Certificates;
using Scanner.Webhook.Certificates.Authority;

namespace Scanner.Webhook.Tests.Certificates.Authority;

public sealed class SelfManagedOptionsValidatorTests
{
    private static readonly TlsOptions Tls = new() { SecretName = "scanner-tls" };

    [Fact]
    public void Validate_NotEnabled_AsksForNothing() => Assert.Null(Failures(new SelfManagedOptions { Overlap = TimeSpan.Zero }, new TlsOptions()));

    [Fact]
    public void Validate_Defaults_NeedServiceAndConfiguration() => Assert.Null(Failures(Valid(), Tls));

    [Fact]
    public void Validate_NothingNamed_NamesEveryKey() => Assert.Equal(
        [
            "Tls:SecretName is not set; Tls:SelfManaged:Enabled needs it.",
            "Tls:SelfManaged:ServiceName is not set; Tls:SelfManaged:Enabled needs it.",
            "Tls:SelfManaged:WebhookConfigurationName is not set; Tls:SelfManaged:Enabled needs it.",
        ],
        Failures(new SelfManagedOptions { Enabled = true }, new TlsOptions()));

    [Fact]
    public void Validate_OneSecretForTwo_NamesBothKeys()
    {
        var options = Valid();
        options.SiloSecretName = "scanner-tls";

        Assert.Equal(
            ["Tls:SecretName and Tls:SelfManaged:SiloSecretName name the same Secret ('scanner-tls'); each needs its own."],
            Failures(options, Tls));
    }

    [Theory]
    [InlineData("3650.00:00:00", "90.00:00:00", "00:00:09", "Tls:SelfManaged:Overlap (00:00:09) is less than 00:00:10.")]
    [InlineData("3650.00:00:00", "00:59:00", "00:10:00", "Tls:SelfManaged:LeafLifetime (00:59:00) is less than 6 times Tls:SelfManaged:Overlap (00:10:00).")]
    [InlineData("180.00:00:00", "90.00:00:00", "00:10:00", "Tls:SelfManaged:CaLifetime (180.00:00:00) is less than twice Tls:SelfManaged:LeafLifetime and Tls:SelfManaged:Overlap together.")]
    [InlineData("36501.00:00:00", "90.00:00:00", "00:10:00", "Tls:SelfManaged:CaLifetime (36501.00:00:00) is more than 36500.00:00:00.")]
    public void Validate_TimesThatDoNotFit_NamesThem(string ca, string leaf, string overlap, string fault)
    {
        var options = Valid();
        (options.CaLifetime, options.LeafLifetime, options.Overlap) = (Time(ca), Time(leaf), Time(overlap));

        Assert.Equal([fault], Failures(options, Tls));
    }

    private static SelfManagedOptions Valid() => new() { Enabled = true, ServiceName = "scanner", WebhookConfigurationName = "scanner" };

    private static TimeSpan Time(string text) => TimeSpan.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static IEnumerable<string>? Failures(SelfManagedOptions options, TlsOptions tls) =>
        new SelfManagedOptionsValidator(Options.Create(tls)).Validate(null, options).Failures;
}
