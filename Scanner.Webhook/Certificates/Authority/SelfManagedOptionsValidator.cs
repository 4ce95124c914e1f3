using Microsoft.Extensions.Options;

namespace Scanner.Webhook.Certificates.Authority;

/// <summary>Collects every fault of <see cref="SelfManagedOptions"/>, each with the key to change.</summary>
internal sealed class SelfManagedOptionsValidator(IOptions<TlsOptions> tls) : IValidateOptions<SelfManagedOptions>
{
    /// <summary>Twice what <see cref="Scanner.Hosting.Certificates.ReloadingCertificate"/> takes to notice.</summary>
    private static readonly TimeSpan MinOverlap = TimeSpan.FromSeconds(10);

    /// <summary>A renewal begins with a third left: that third must hold the overlap twice.</summary>
    private const int MinOverlapsInLeaf = 6;

    /// <summary>Dates beyond the year 9999 cannot be written.</summary>
    private static readonly TimeSpan MaxCaLifetime = TimeSpan.FromDays(36500);

    public ValidateOptionsResult Validate(string? name, SelfManagedOptions options)
    {
        if (!options.Enabled) return ValidateOptionsResult.Success;
        var faults = new List<string>();
        Require("Tls:SecretName", tls.Value.SecretName);
        Require("Tls:SelfManaged:ServiceName", options.ServiceName);
        Require("Tls:SelfManaged:WebhookConfigurationName", options.WebhookConfigurationName);
        Require("Tls:SelfManaged:CaSecretName", options.CaSecretName);
        Require("Tls:SelfManaged:LeaseName", options.LeaseName);
        CheckSecrets();
        CheckTimes();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void Require(string key, string? value)
        {
            if (string.IsNullOrEmpty(value)) faults.Add($"{key} is not set; Tls:SelfManaged:Enabled needs it.");
        }

        void CheckSecrets()
        {
            (string Key, string? Name)[] secrets =
            [
                ("Tls:SecretName", tls.Value.SecretName), ("Tls:SelfManaged:CaSecretName", options.CaSecretName),
                ("Tls:SelfManaged:SiloSecretName", options.SiloSecretName),
                ("Tls:SelfManaged:ClientSecretName", options.ClientSecretName),
            ];
            foreach (var same in secrets.Where(secret => !string.IsNullOrEmpty(secret.Name)).GroupBy(secret => secret.Name))
            {
                if (same.Count() == 1) continue;
                var keys = string.Join(" and ", same.Select(secret => secret.Key));
                faults.Add($"{keys} name the same Secret ('{same.Key}'); each needs its own.");
            }
        }

        void CheckTimes()
        {
            if (options.Overlap < MinOverlap) faults.Add($"Tls:SelfManaged:Overlap ({options.Overlap:c}) is less than {MinOverlap:c}.");
            if (options.LeafLifetime < MinOverlapsInLeaf * options.Overlap)
            {
                faults.Add(
                    $"Tls:SelfManaged:LeafLifetime ({options.LeafLifetime:c}) is less than {MinOverlapsInLeaf} times "
                    + $"Tls:SelfManaged:Overlap ({options.Overlap:c}).");
            }

            if (options.CaLifetime > MaxCaLifetime)
                faults.Add($"Tls:SelfManaged:CaLifetime ({options.CaLifetime:c}) is more than {MaxCaLifetime:c}.");
            else if (options.CaLifetime / 2 < options.LeafLifetime + options.Overlap)
            {
                faults.Add(
                    $"Tls:SelfManaged:CaLifetime ({options.CaLifetime:c}) is less than twice Tls:SelfManaged:LeafLifetime and "
                    + "Tls:SelfManaged:Overlap together.");
            }
        }
    }
}
