using Scanner.Webhook.Certificates.Authority;

namespace Scanner.Webhook.Tests.Certificates.Authority;

/// <summary>Nobody who is late by less than the overlap ever meets a certificate that he does not trust, for decades.</summary>
public sealed class AuthorityYearsTests
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(365, 30, 10, 3)]
    [InlineData(3650, 90, 10, 21)]
    [InlineData(61, 30, 60, 1)]
    public void Plan_RoundAfterRoundForYears_LatecomersTrustLatecomers(int caDays, int leafDays, int overlapMinutes, int years)
    {
        var overlap = TimeSpan.FromMinutes(overlapMinutes);
        var world = new AuthorityWorld(AuthorityWorld.Settings(TimeSpan.FromDays(caDays), TimeSpan.FromDays(leafDays), overlap));
        var end = world.Now.AddYears(years);
        // Who serves may be late by half of the overlap, and so may who verifies.
        var served = new Recent<OwnCertificate>(overlap / 2);
        var trusted = new Recent<TrustBundle>(overlap / 2);
        var peers = new Recent<TrustBundle>(overlap / 2);
        HashSet<string> cas = [], leaves = [];
        var (checks, quiet) = (0, 0);
        var wasBusy = true;
        while (world.Now < end)
        {
            var busy = world.Tick().Length > 0 || world.Ca.Next is not null || world.CaBundle!.Certificates.Count > 1;
            served.Add(world.Now, world.ServingLeaf);
            trusted.Add(world.Now, world.CaBundle!);
            peers.Add(world.Now, world.Leaves[AuthorityWorld.Silo].Trusted);
            cas.Add(world.Ca.Current!.Certificate.Thumbprint);
            leaves.Add(world.ServingLeaf.Certificate.Thumbprint);
            // Where nothing has changed, all has been checked.
            foreach (var leaf in busy || wasBusy ? served.Values : [])
            {
                foreach (var bundle in trusted.Values.Concat(peers.Values))
                {
                    Assert.True(bundle.Verifies(leaf.Certificate, world.Now), $"At {world.Now:u} {leaf.Certificate.Issuer} was not trusted.");
                    checks++;
                }
            }

            quiet = busy || wasBusy ? 0 : quiet + 1;
            wasBusy = busy;
            // Round by round where something goes on, and in days where nothing does.
            world.Now += quiet > 3 ? TimeSpan.FromDays(leafDays / 6.0) : busy ? overlap / 5 : Round;
        }

        TestContext.Current.SendDiagnosticMessage("{0} CAs, {1} leaves, {2} checks", cas.Count, leaves.Count, checks);
        Assert.True(cas.Count >= years * 365 / caDays, $"{cas.Count} CAs");
        Assert.True(leaves.Count >= years * 365 / leafDays, $"{leaves.Count} leaves");
    }

    /// <summary>The values that somebody who is late may still have.</summary>
    private sealed class Recent<T>(TimeSpan lag)
        where T : class
    {
        private readonly List<(DateTimeOffset Since, T Value)> _values = [];
        private DateTimeOffset _now;

        public IEnumerable<T> Values => _values.Select(pair => pair.Value);

        public void Add(DateTimeOffset now, T value)
        {
            _now = now;
            if (_values.Count == 0 || !ReferenceEquals(_values[^1].Value, value)) _values.Add((now, value));
            // A value counts until the one after it is older than the lag.
            while (_values.Count > 1 && _now - _values[1].Since > lag) _values.RemoveAt(0);
        }
    }
}
