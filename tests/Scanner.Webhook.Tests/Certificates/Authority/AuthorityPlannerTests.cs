using Scanner.Webhook.Certificates.Authority;

namespace Scanner.Webhook.Tests.Certificates.Authority;

public sealed class AuthorityPlannerTests
{
    private static readonly TimeSpan CaLifetime = TimeSpan.FromDays(300);
    private static readonly TimeSpan LeafLifetime = TimeSpan.FromDays(90);
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(10);

    private readonly AuthorityWorld _world = new(AuthorityWorld.Settings(CaLifetime, LeafLifetime, Overlap));

    [Fact]
    public void Plan_NothingThere_MakesCaAndLeavesAtOnce()
    {
        _world.Tick();

        Assert.NotNull(_world.Ca.Current);
        Assert.Null(_world.Ca.Next);
        Assert.True(_world.CaBundle!.Verifies(_world.ServingLeaf.Certificate, _world.Now));
        Assert.True(_world.Leaves[AuthorityWorld.Silo].Trusted.Contains(_world.Ca.Current));
        Assert.Equal(_world.Now + LeafLifetime, _world.ServingLeaf.NotAfter);
        Assert.Equal(_world.Now, _world.ServingLeaf.IssuedAt);
        Assert.Equal(_world.Now + CaLifetime, _world.Ca.Current.NotAfter);
        Assert.True(_world.ServingLeaf.Certificate.MatchesHostname("scanner.it.svc"));
    }

    [Fact]
    public void Plan_NothingChanged_ChangesNothing()
    {
        _world.Tick();
        var (ca, leaf, bundle) = (_world.Ca.ToData(), _world.ServingLeaf.CertificatePem, _world.CaBundle!.Pem);

        Assert.Empty(_world.TickAfter(Overlap * 2));

        Assert.Equal(ca, _world.Ca.ToData());
        Assert.Equal((leaf, bundle), (_world.ServingLeaf.CertificatePem, _world.CaBundle.Pem));
    }

    [Fact]
    public void Plan_LeafWithAThirdLeft_RenewsItAndNotBefore()
    {
        _world.Tick();
        var first = _world.ServingLeaf;

        _world.TickAfter(LeafLifetime * 2 / 3 - Round);
        Assert.Equal(first.CertificatePem, _world.ServingLeaf.CertificatePem);

        _world.TickAfter(Round);
        Assert.NotEqual(first.CertificatePem, _world.ServingLeaf.CertificatePem);
        Assert.True(_world.Ca.Current!.Is(Assert.Single(_world.CaBundle!.Certificates)));
    }

    [Fact]
    public void Plan_LeafForOtherNames_RenewsIt()
    {
        _world.Tick();
        var other = new LeafTemplate(AuthorityWorld.Serving, ["other"], true, false);
        _world.Leaves[AuthorityWorld.Serving] = new(CertificateMaker.Issue(_world.Ca.Current!, other, _world.Now, LeafLifetime), _world.Ca.Trusted);

        var change = Assert.Single(_world.Tick());

        Assert.Contains("another name", change, StringComparison.Ordinal);
        Assert.True(_world.ServingLeaf.Certificate.MatchesHostname("scanner"));
    }

    [Fact]
    public void Plan_LeafForOtherUsage_RenewsIt()
    {
        _world.Tick();
        var other = new LeafTemplate(AuthorityWorld.Silo, ["silo.scanner.internal"], true, false);
        _world.Leaves[AuthorityWorld.Silo] = new(CertificateMaker.Issue(_world.Ca.Current!, other, _world.Now, LeafLifetime), _world.Ca.Trusted);

        Assert.Contains("usage", Assert.Single(_world.Tick()), StringComparison.Ordinal);
    }

    [Fact]
    public void Plan_LeafOfAStranger_ReplacesItAndDoesNotTrustTheStranger()
    {
        _world.Tick();
        var stranger = CertificateMaker.MakeCa(_world.Now, CaLifetime);
        var template = new LeafTemplate(AuthorityWorld.Serving, ["scanner", "scanner.it.svc"], true, false);
        _world.Leaves[AuthorityWorld.Serving] = new(CertificateMaker.Issue(stranger, template, _world.Now, LeafLifetime), _world.Ca.Trusted);

        _world.Tick();

        Assert.True(_world.CaBundle!.Verifies(_world.ServingLeaf.Certificate, _world.Now));
        Assert.False(_world.CaBundle.Contains(stranger));
    }

    [Fact]
    public void Plan_SecretEmptied_PutsALeafOfTheSameCaThere()
    {
        _world.Tick();
        _world.Leaves[AuthorityWorld.Serving] = LeafContent.None;

        Assert.Contains("there is none", Assert.Single(_world.Tick()), StringComparison.Ordinal);

        Assert.True(_world.CaBundle!.Verifies(_world.ServingLeaf.Certificate, _world.Now));
    }

    [Fact]
    public void Plan_CaNearItsEnd_IsTrustedForTheOverlapBeforeItSigns()
    {
        _world.Tick();
        var old = _world.Ca.Current!;
        Settle(CaLifetime - LeafLifetime - Overlap - Round);
        Assert.Null(_world.Ca.Next);

        _world.TickAfter(Round * 2);
        var next = _world.Ca.Next!;
        var leaf = _world.ServingLeaf;
        Assert.True(_world.CaBundle!.Contains(next) && _world.CaBundle.Contains(old));
        _world.TickAfter(Round);
        _world.TickAfter(Overlap - Round);
        Assert.True(_world.Ca.Current!.Is(old.Certificate));
        Assert.Equal(leaf.CertificatePem, _world.ServingLeaf.CertificatePem);

        _world.TickAfter(Round);
        Assert.True(_world.Ca.Current!.Is(next.Certificate));
        Assert.NotEqual(leaf.CertificatePem, _world.ServingLeaf.CertificatePem);
        Assert.True(_world.CaBundle.Contains(old));

        _world.TickAfter(Overlap - Round);
        Assert.True(_world.CaBundle.Contains(old));
        _world.TickAfter(Round);
        Assert.True(next.Is(Assert.Single(_world.CaBundle.Certificates)));
        Assert.True(next.Is(Assert.Single(_world.Leaves[AuthorityWorld.Silo].Trusted.Certificates)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Plan_NextCaNotSeenByAll_DoesNotSign(bool unreadable)
    {
        _world.Tick();
        var old = _world.Ca.Current!;
        Settle(CaLifetime - LeafLifetime - Overlap);
        _world.CaBundleIsWritten = unreadable;
        _world.IsComplete = !unreadable;
        _world.TickAfter(Round * 2);

        for (var i = 0; i < 10; i++) _world.TickAfter(Overlap);

        Assert.True(_world.Ca.Current!.Is(old.Certificate));
        (_world.CaBundleIsWritten, _world.IsComplete) = (true, true);
        while (_world.Ca.NextTrustedSince is null) _world.TickAfter(Round);
        _world.TickAfter(Overlap - Round);
        Assert.True(_world.Ca.Current!.Is(old.Certificate));
        _world.TickAfter(Round);
        Assert.False(_world.Ca.Current!.Is(old.Certificate));
    }

    [Fact]
    public void Plan_CaBundleTakenBackDuringTheOverlap_BeginsItAnew()
    {
        _world.Tick();
        var old = _world.Ca.Current!;
        Settle(CaLifetime - LeafLifetime - Overlap);
        _world.TickAfter(Round * 2);
        _world.TickAfter(Round);
        _world.CaBundle = new TrustBundle([old.Certificate]);
        _world.TickAfter(Overlap);

        Assert.True(_world.Ca.Current!.Is(old.Certificate));
        Assert.True(_world.CaBundle.Contains(_world.Ca.Next!));
        Assert.Null(_world.Ca.NextTrustedSince);
    }

    [Fact]
    public void Plan_CaLost_KeepsTrustingTheOldAndSignsByTheNewAfterTheOverlap()
    {
        _world.Tick();
        var (old, leaf) = (_world.Ca.Current!, _world.ServingLeaf);
        _world.Ca = CaContent.None;

        var plan = _world.Plan();
        Assert.True(Assert.Single(plan.Events).IsWorrying);
        _world.Tick();
        Assert.Null(_world.Ca.Current);
        Assert.Equal(leaf.CertificatePem, _world.ServingLeaf.CertificatePem);
        Assert.True(_world.CaBundle!.Contains(old) && _world.CaBundle.Contains(_world.Ca.Next!));

        _world.TickAfter(Round);
        _world.TickAfter(Overlap);
        Assert.NotEqual(leaf.CertificatePem, _world.ServingLeaf.CertificatePem);
        Assert.True(_world.CaBundle.Contains(old));
        _world.TickAfter(Overlap);
        Assert.False(_world.CaBundle.Contains(old));
        Assert.True(_world.CaBundle.Verifies(_world.ServingLeaf.Certificate, _world.Now));
    }

    [Fact]
    public void Plan_CaAndAllElseLost_IsAFirstInstall()
    {
        _world.Tick();
        _world.Ca = CaContent.None;
        _world.CaBundle = TrustBundle.Empty;
        foreach (var name in _world.Leaves.Keys) _world.Leaves[name] = LeafContent.None;

        _world.Tick();

        Assert.True(_world.CaBundle.Verifies(_world.ServingLeaf.Certificate, _world.Now));
    }

    [Fact]
    public void Plan_CaKeyOfAnother_IsALostCa()
    {
        _world.Tick();
        var data = _world.Ca.ToData();
        data["tls.key"] = System.Text.Encoding.UTF8.GetBytes(CertificateMaker.MakeCa(_world.Now, CaLifetime).KeyPem);
        _world.Ca = CaContent.Read(data);
        var leaf = _world.ServingLeaf;

        _world.Tick();

        Assert.Equal(leaf.CertificatePem, _world.ServingLeaf.CertificatePem);
        Assert.NotNull(_world.Ca.Next);
        Assert.True(_world.CaBundle!.Verifies(leaf.Certificate, _world.Now));
    }

    [Fact]
    public void Plan_CaReplacedByHand_WaitsUntilItIsTrusted()
    {
        _world.Tick();
        var leaf = _world.ServingLeaf;
        var foreign = CertificateMaker.MakeCa(_world.Now, CaLifetime);
        _world.Ca = new CaContent(foreign, null, null, new TrustBundle([foreign.Certificate]));

        _world.Tick();
        Assert.Equal(leaf.CertificatePem, _world.ServingLeaf.CertificatePem);
        Assert.True(_world.CaBundle!.Verifies(leaf.Certificate, _world.Now) && _world.CaBundle.Contains(foreign));

        _world.TickAfter(Round);
        _world.TickAfter(Overlap);
        Assert.True(_world.Ca.Current!.Is(foreign.Certificate));
        Assert.NotEqual(leaf.CertificatePem, _world.ServingLeaf.CertificatePem);
    }

    [Fact]
    public void Plan_AsleepForYears_BeginsAnewAtOnce()
    {
        _world.Tick();

        _world.TickAfter(CaLifetime * 3);

        Assert.True(_world.CaBundle!.Verifies(_world.ServingLeaf.Certificate, _world.Now));
        Assert.Single(_world.CaBundle.Certificates);
    }

    [Fact]
    public void Plan_NoConfigurationYet_MakesCertificatesAndWritesTheBundleWhenItComes()
    {
        _world.CaBundle = null;
        _world.Tick();
        var leaf = _world.ServingLeaf;

        _world.CaBundle = TrustBundle.Empty;
        _world.TickAfter(Round);

        Assert.Equal(leaf.CertificatePem, _world.ServingLeaf.CertificatePem);
        Assert.True(_world.CaBundle.Verifies(leaf.Certificate, _world.Now));
    }

    [Fact]
    public void Plan_ConfigurationInstalledAnew_KeepsCaAndLeaf()
    {
        _world.Tick();
        var (ca, leaf) = (_world.Ca.Current!, _world.ServingLeaf);
        _world.CaBundle = TrustBundle.Empty;

        _world.TickAfter(Round);

        Assert.True(_world.Ca.Current!.Is(ca.Certificate));
        Assert.Equal(leaf.CertificatePem, _world.ServingLeaf.CertificatePem);
        Assert.True(_world.CaBundle.Contains(ca));
    }

    [Fact]
    public void Plan_SecretOfSomebodyElse_IsLeftOutAndTheRestIsKept()
    {
        _world.Leaves.Remove(AuthorityWorld.Silo);

        var plan = _world.Plan();

        Assert.Equal([AuthorityWorld.Serving], plan.Leaves.Keys);
    }

    [Fact]
    public void Plan_CertificateInTheCaBundleThatIsNoneOfOurs_IsDropped()
    {
        _world.Tick();
        var foreign = CertificateMaker.MakeCa(_world.Now, CaLifetime);
        _world.CaBundle = new TrustBundle([_world.Ca.Current!.Certificate, foreign.Certificate]);

        _world.Tick();

        Assert.False(_world.CaBundle.Contains(foreign));
        Assert.False(_world.Leaves[AuthorityWorld.Silo].Trusted.Contains(foreign));
    }

    [Fact]
    public void Plan_CaThatMayNotBeACa_IsNotUsed()
    {
        _world.Tick();
        var leaf = _world.ServingLeaf;
        _world.Ca = _world.Ca with { Current = leaf };

        _world.Tick();

        Assert.False(_world.Ca.Current?.Is(leaf.Certificate) ?? false);
        Assert.False(_world.CaBundle!.Contains(leaf));
    }

    private void Settle(TimeSpan time)
    {
        var end = _world.Now + time;
        for (var step = TimeSpan.FromDays(1); _world.Now + step < end;) _world.TickAfter(step);
        _world.TickAfter(end - _world.Now);
    }
}
