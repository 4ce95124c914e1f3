using Scanner.Failures;
using Scanner.Grains.Registry.Credentials;
using Scanner.Images;
using static Scanner.Grains.Tests.Registry.AuthenticationLab;

namespace Scanner.Grains.Tests.Registry;

/// <summary>Credentials that come, change and go while a registry's client lives.</summary>
public sealed class ChangedCredentialTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Get_CredentialGoneFromItsSource_IsOfNoUseAnyMore(bool isBasic)
    {
        await using var lab = await AuthenticationLab.StartAsync(isBasic ? Basic : Bearer, StoppedClock(), Right);
        await lab.GetAsync();

        lab.Keychain.Credentials = [];

        // The token that was got with it would still be good.
        Assert.Equal(isBasic ? 0 : 1, lab.Client.TokenCount);
        Assert.Equal(FailureKind.Unauthorized, (await lab.FailAsync()).Kind);
    }

    [Fact]
    public async Task Get_PasswordReplaced_UsesTheNewOneAtOnce()
    {
        await using var lab = await AuthenticationLab.StartAsync(Bearer, StoppedClock(), Wrong);
        await lab.FailAsync();

        lab.Keychain.Credentials = [Right];
        await lab.GetAsync();

        lab.Keychain.Credentials = [Wrong];
        Assert.Equal(FailureKind.Unauthorized, (await lab.FailAsync()).Kind);
    }

    [Fact]
    public async Task Stamp_SameCredentials_IsTheOneOfTheRefusal()
    {
        var time = StoppedClock();
        await using var lab = await AuthenticationLab.StartAsync(Basic, time, Wrong);
        var refusal = await lab.FailAsync();

        Assert.NotNull(refusal.CredentialStamp);
        Assert.Equal(refusal.CredentialStamp, await StampAsync(lab));
        Assert.DoesNotContain(Wrong.Fingerprint(), refusal.CredentialStamp, StringComparison.OrdinalIgnoreCase);

        lab.Keychain.Credentials = [Wrong, Right];
        Assert.Equal(refusal.CredentialStamp, await StampAsync(lab));
        time.Advance(CredentialStamps.LookInterval);
        Assert.NotEqual(refusal.CredentialStamp, await StampAsync(lab));
    }

    [Fact]
    public async Task Stamp_AskedOften_LooksOnceASecond()
    {
        var time = StoppedClock();
        await using var lab = await AuthenticationLab.StartAsync(Basic, time, Wrong);

        for (var i = 0; i < 100; i++) await StampAsync(lab);
        Assert.Single(lab.Keychain.Questions);

        time.Advance(CredentialStamps.LookInterval);
        await StampAsync(lab);
        Assert.Equal(2, lab.Keychain.Questions.Count);
    }

    [Fact]
    public async Task Stamp_OtherProblem_IsAnother()
    {
        await using var lab = await AuthenticationLab.StartAsync(Basic, null);
        lab.Keychain.Found = new CredentialSearch { Problems = ["Secret 'a' does not exist."] };
        var refusal = await lab.FailAsync();
        lab.Keychain.Found = new CredentialSearch { Problems = ["Secret 'a' is of no use."] };

        Assert.NotEqual(refusal.CredentialStamp, await StampAsync(lab));
    }

    [Fact]
    public async Task Stamp_SourceDoesNotAnswer_IsNone()
    {
        await using var lab = await AuthenticationLab.StartAsync(Basic, null);
        lab.Keychain.Found = new CredentialSearch { IsIncomplete = true };

        Assert.Null(await StampAsync(lab));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Get_SourceDoesNotAnswerAndTheRegistryRefuses_IsNoLastWord(bool isBasic)
    {
        await using var lab = await AuthenticationLab.StartAsync(isBasic ? Basic : Bearer, null);
        lab.Keychain.Found = new CredentialSearch { IsIncomplete = true, Problems = ["Secret 'regcred' could not be read."] };

        var failure = await lab.FailAsync();

        Assert.Equal(FailureKind.CredentialsUnavailable, failure.Kind);
        Assert.EndsWith("No credentials were sent. Secret 'regcred' could not be read.", failure.Message, StringComparison.Ordinal);
        if (!isBasic) await lab.GetAsync("lab/public");
    }

    [Fact]
    public async Task Get_ProblemsOfPullSecrets_AreToldInsteadOfGeneralAdvice()
    {
        await using var lab = await AuthenticationLab.StartAsync(Basic, null);
        lab.Keychain.Found = new CredentialSearch { Problems = ["Secret 'regcred' in namespace 'team' does not exist."] };

        var failure = await lab.FailAsync();

        Assert.Equal(FailureKind.Unauthorized, failure.Kind);
        Assert.EndsWith(
            "No credentials were sent. Secret 'regcred' in namespace 'team' does not exist.", failure.Message, StringComparison.Ordinal);
    }

    private static Task<string?> StampAsync(AuthenticationLab lab) => lab.Client.GetCredentialStampAsync("lab/web", PullContext.None);
}
