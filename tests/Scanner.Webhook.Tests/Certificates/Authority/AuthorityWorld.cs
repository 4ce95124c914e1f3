using System.Text;
using Scanner.Webhook.Certificates.Authority;

namespace Scanner.Webhook.Tests.Certificates.Authority;

/// <summary>What a planner's plans lead to, without an API server: everything planned is there at once.</summary>
internal sealed class AuthorityWorld(AuthoritySettings settings)
{
    public const string Serving = "serving";
    public const string Silo = "silo";

    public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public CaContent Ca { get; set; } = CaContent.None;

    public Dictionary<string, LeafContent> Leaves { get; set; } =
        settings.Leaves.ToDictionary(leaf => leaf.SecretName, _ => LeafContent.None);

    /// <summary>Of one webhook; null while the configuration is not installed.</summary>
    public TrustBundle? CaBundle { get; set; } = TrustBundle.Empty;

    /// <summary>False while the configuration may not be written.</summary>
    public bool CaBundleIsWritten { get; set; } = true;

    /// <summary>False while something cannot be read.</summary>
    public bool IsComplete { get; set; } = true;

    public OwnCertificate ServingLeaf => Leaves[Serving].Leaf!;

    public static AuthoritySettings Settings(TimeSpan caLifetime, TimeSpan leafLifetime, TimeSpan overlap) => new()
    {
        CaSecretName = "ca",
        WebhookConfigurationName = "scanner",
        Leaves = [new(Serving, ["scanner", "scanner.it.svc"], true, false), new(Silo, ["silo.scanner.internal"], true, true)],
        CaLifetime = caLifetime,
        LeafLifetime = leafLifetime,
        Overlap = overlap,
    };

    public AuthorityPlan Plan() => AuthorityPlanner.Plan(
        new AuthorityState(Ca, Leaves, CaBundle is null ? [] : [CaBundle], IsComplete), settings, Now);

    /// <summary>One round. Returns the sentences of the plan.</summary>
    public string[] Tick()
    {
        var plan = Plan();
        // Through their stored form, as a Secret has it.
        Ca = CaContent.Read(plan.Ca.ToData());
        foreach (var (name, leaf) in plan.Leaves.Where(leaf => !Same(leaf.Value, Leaves[leaf.Key])))
            Leaves[name] = LeafContent.Read(leaf.ToData());
        if (CaBundle is not null && CaBundleIsWritten && CaBundle.Pem != plan.Ca.Trusted.Pem)
            CaBundle = TrustBundle.Read(Encoding.UTF8.GetBytes(plan.Ca.Trusted.Pem));
        return [.. plan.Events.Select(change => change.Text)];
    }

    public string[] TickAfter(TimeSpan time)
    {
        Now += time;
        return Tick();
    }

    private static bool Same(LeafContent planned, LeafContent present) =>
        planned.Leaf!.CertificatePem == present.Leaf?.CertificatePem && planned.Trusted.Pem == present.Trusted.Pem;
}
