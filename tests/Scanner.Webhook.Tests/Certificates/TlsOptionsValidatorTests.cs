using Scanner.Testing;
using Scanner.Webhook.Certificates;

namespace Scanner.Webhook.Tests.Certificates;

public sealed class TlsOptionsValidatorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Validate_OneOfTwo_NamesTheOther() =>
        Assert.Equal(
            ["Tls:CertificateFile is set and Tls:KeyFile is not; set both or none."],
            Failures(new TlsOptions { CertificateFile = Existing("tls.crt") }));

    [Fact]
    public void Validate_MissingFile_NamesIt()
    {
        var file = _folder.File("missing.crt");

        Assert.Equal(
            [$"Tls:CertificateFile ('{file}') does not exist or may not be read."],
            Failures(new TlsOptions { CertificateFile = file, KeyFile = Existing("tls.key") }));
    }

    [Fact]
    public void Validate_FilesAndSecret_AsksForOneOfThem() =>
        Assert.Equal(
            ["Tls:SecretName and Tls:CertificateFile are both set; set one of them."],
            Failures(new TlsOptions { CertificateFile = Existing("tls.crt"), KeyFile = Existing("tls.key"), SecretName = "it" }));

    private static IEnumerable<string> Failures(TlsOptions options) => new TlsOptionsValidator().Validate(null, options).Failures!;

    private string Existing(string name)
    {
        File.WriteAllText(_folder.File(name), "");
        return _folder.File(name);
    }
}
