using System.Security.Cryptography.X509Certificates;

namespace Scanner.Webhook.Certificates.Authority;

/// <summary>
/// Decides what shall be there, from what is and the clock; the same answer for the same question but for the keys it makes.
/// The one rule behind it: while somebody uses a certificate of ours, nothing is signed by a CA that not everybody has trusted for
/// <see cref="AuthoritySettings.Overlap"/>, and nobody stops trusting a CA while a certificate of it may be in use.
/// </summary>
internal sealed class AuthorityPlanner
{
    private readonly AuthorityState _state;
    private readonly AuthoritySettings _settings;
    private readonly DateTimeOffset _now;
    private readonly List<AuthorityEvent> _events = [];

    /// <summary>CA certificates that were found anywhere and are valid.</summary>
    private readonly X509Certificate2[] _known;

    /// <summary>Leaves that somebody may be using.</summary>
    private readonly OwnCertificate[] _live;

    private OwnCertificate? _current;
    private OwnCertificate? _next;
    private DateTimeOffset? _since;

    private AuthorityPlanner(AuthorityState state, AuthoritySettings settings, DateTimeOffset now)
    {
        (_state, _settings, _now) = (state, settings, now);
        (_current, _next, _since) = (Usable(state.Ca.Current), Usable(state.Ca.Next), state.Ca.NextTrustedSince);
        _known = [.. Known().Where(IsValidCa).DistinctBy(ca => ca.Thumbprint)];
        var known = new TrustBundle(_known);
        _live =
        [
            .. state.Leaves.Values.Select(content => content.Leaf).OfType<OwnCertificate>()
                .Where(leaf => known.Verifies(leaf.Certificate, now)),
        ];
    }

    public static AuthorityPlan Plan(AuthorityState state, AuthoritySettings settings, DateTimeOffset now) =>
        new AuthorityPlanner(state, settings, now).Plan();

    private AuthorityPlan Plan()
    {
        HoldBackStranger();
        Introduce();
        Promote();
        var leaves = _settings.Leaves.Where(template => _state.Leaves.ContainsKey(template.SecretName))
            .Select(template => (template.SecretName, Leaf: Keep(template, _state.Leaves[template.SecretName].Leaf)))
            .Where(pair => pair.Leaf is not null)
            .ToDictionary(pair => pair.SecretName, pair => pair.Leaf!);
        var trusted = Trusted(leaves.Values);
        return new AuthorityPlan(
            new CaContent(_current, _next, _since, trusted),
            leaves.ToDictionary(pair => pair.Key, pair => new LeafContent(pair.Value, trusted)),
            _events);
    }

    /// <summary>A CA that came into the Secret by another way than through here (a backup, by hand) has to wait like any next one.</summary>
    private void HoldBackStranger()
    {
        if (_current is null || IsTrustedByAll(_current)) return;
        if (_live.All(leaf => HasIssued(_current.Certificate, leaf))) return;
        Note($"The CA in use ({_current.Certificate.Subject}) is not the one that others trust: it waits until they do.", true);
        (_next, _since, _current) = (_current, null, null);
    }

    private void Introduce()
    {
        if (_next is not null) return;
        _since = null;
        if (_current is null)
        {
            var known = _live.Length > 0 || _state.Ca.Trusted.Certificates.Count > 0;
            Make(known ? "the one there was is lost, expired or broken" : "there is none", worrying: known);
        }
        else if (_current.NotAfter - _now < _settings.LeafLifetime + _settings.Overlap)
        {
            Make($"the one in use ends at {_current.NotAfter:u}");
        }
    }

    private void Make(string reason, bool worrying = false)
    {
        _next = CertificateMaker.MakeCa(_now, _settings.CaLifetime);
        Note($"Making a CA ({_next.Certificate.Subject}), because {reason}.", worrying);
    }

    private void Promote()
    {
        if (_next is null) return;
        // Where nothing of ours works, nothing can break by haste.
        var nobodyWaits = _current is null && _live.Length == 0;
        _since = IsTrustedByAll(_next) ? _since ?? _now : null;
        if (!nobodyWaits && !(_since is { } since && _now - since >= _settings.Overlap)) return;
        Note($"Signing by {_next.Certificate.Subject} from now on.");
        (_current, _next, _since) = (_next, null, null);
    }

    /// <summary>The leaf itself, or the one to put in its place; null where there is none and none can be made yet.</summary>
    private OwnCertificate? Keep(LeafTemplate template, OwnCertificate? leaf)
    {
        if (_current is null || WhyRenew(template, leaf) is not { } reason) return leaf;
        var renewed = CertificateMaker.Issue(_current, template, _now, _settings.LeafLifetime);
        Note(
            $"Making the certificate in the Secret '{template.SecretName}' for {template.DnsNames[^1]}, good until {renewed.NotAfter:u}, "
            + $"because {reason}.");
        return renewed;
    }

    private string? WhyRenew(LeafTemplate template, OwnCertificate? leaf)
    {
        if (leaf is null) return "there is none";
        if (!leaf.IsValidAt(_now)) return $"the one there is good from {leaf.NotBefore:u} to {leaf.NotAfter:u}";
        if (!leaf.Fits(template)) return "the one there is for another name or usage";
        if (!HasIssued(_current!.Certificate, leaf)) return "the one there is of another CA";
        var isOld = leaf.NotAfter - _now <= (leaf.NotAfter - leaf.IssuedAt) / 3;
        // Near a CA's end a new leaf would end with it, as the present one does.
        return isOld && leaf.NotAfter < _current.NotAfter ? $"the one there ends at {leaf.NotAfter:u}" : null;
    }

    private TrustBundle Trusted(IReadOnlyCollection<OwnCertificate> leaves)
    {
        var lastIssued = leaves.Select(leaf => leaf.IssuedAt).DefaultIfEmpty(_now).Max();
        var mayBeInUse = !_state.IsComplete || _now < lastIssued + _settings.Overlap;
        var own = new[] { _current, _next }.OfType<OwnCertificate>().Select(ca => ca.Certificate);
        return new TrustBundle(own.Concat(_known.Where(ca =>
            _live.Any(leaf => HasIssued(ca, leaf))
            || (mayBeInUse && _state.Ca.Trusted.Certificates.Any(trusted => trusted.Thumbprint == ca.Thumbprint)))));
    }

    private bool IsTrustedByAll(OwnCertificate ca) =>
        _state.IsComplete
        && _state.CaBundles.All(bundle => bundle.Contains(ca))
        // Who has no leaf has not begun, and will trust the CA that signs it.
        && _state.Leaves.Values.Where(content => content.Leaf is not null).All(content => content.Trusted.Contains(ca));

    private bool HasIssued(X509Certificate2 ca, OwnCertificate leaf) => new TrustBundle([ca]).Verifies(leaf.Certificate, _now);

    private IEnumerable<X509Certificate2> Known() =>
    [
        .. new[] { _current, _next }.OfType<OwnCertificate>().Select(ca => ca.Certificate),
        .. _state.Ca.Trusted.Certificates,
        .. _state.Leaves.Values.SelectMany(content => content.Trusted.Certificates),
        .. _state.CaBundles.SelectMany(bundle => bundle.Certificates),
    ];

    private OwnCertificate? Usable(OwnCertificate? ca) => ca is not null && IsValidCa(ca.Certificate) ? ca : null;

    private bool IsValidCa(X509Certificate2 certificate) =>
        certificate.NotBefore.ToUniversalTime() <= _now.UtcDateTime && _now.UtcDateTime < certificate.NotAfter.ToUniversalTime()
        && certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority);

    private void Note(string text, bool worrying = false) => _events.Add(new AuthorityEvent(text, worrying));
}
