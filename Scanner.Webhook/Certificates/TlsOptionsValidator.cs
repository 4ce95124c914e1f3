using Microsoft.Extensions.Options;

namespace Scanner.Webhook.Certificates;

/// <summary>Collects every fault of <see cref="TlsOptions"/>, each with the key to change.</summary>
internal sealed class TlsOptionsValidator : IValidateOptions<TlsOptions>
{
    public ValidateOptionsResult Validate(string? name, TlsOptions options)
    {
        var faults = new List<string>();
        Check("Tls:CertificateFile", options.CertificateFile, "Tls:KeyFile", options.KeyFile);
        Check("Tls:KeyFile", options.KeyFile, "Tls:CertificateFile", options.CertificateFile);
        if (!string.IsNullOrEmpty(options.SecretName) && !string.IsNullOrEmpty(options.CertificateFile))
            faults.Add("Tls:SecretName and Tls:CertificateFile are both set; set one of them.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void Check(string key, string? file, string otherKey, string? otherFile)
        {
            if (string.IsNullOrEmpty(file) && !string.IsNullOrEmpty(otherFile)) faults.Add($"{otherKey} is set and {key} is not; set both or none.");
            else if (!string.IsNullOrEmpty(file) && !File.Exists(file)) faults.Add($"{key} ('{file}') does not exist or may not be read.");
        }
    }
}
