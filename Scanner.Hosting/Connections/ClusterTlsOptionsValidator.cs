using Microsoft.Extensions.Options;

namespace Scanner.Hosting.Connections;

/// <summary>Collects every fault of <see cref="ClusterTlsOptions"/>, each with the key to change.</summary>
internal sealed class ClusterTlsOptionsValidator : IValidateOptions<ClusterTlsOptions>
{
    public ValidateOptionsResult Validate(string? name, ClusterTlsOptions options)
    {
        var faults = new List<string>();
        if (options.HasFiles && options.HasSecret)
            faults.Add("Cluster:Tls:SecretName is set and so are files; set Cluster:Tls:SecretName or the three files.");
        if (options.HasFiles)
        {
            Require("Cluster:Tls:CertificateFile", options.CertificateFile);
            Require("Cluster:Tls:KeyFile", options.KeyFile);
            Require("Cluster:Tls:CaFile", options.CaFile);
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void Require(string key, string? file)
        {
            if (string.IsNullOrEmpty(file))
                faults.Add($"{key} is not set; mutual TLS needs CertificateFile, KeyFile and CaFile.");
            else if (!File.Exists(file)) faults.Add($"{key} ('{file}') does not exist or may not be read.");
        }
    }
}
