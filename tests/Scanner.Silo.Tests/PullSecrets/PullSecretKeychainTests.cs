using Scanner.Images;
using Scanner.Silo.PullSecrets;
using Scanner.Testing;
using static Scanner.Silo.Tests.PullSecrets.SecretLab;

namespace Scanner.Silo.Tests.PullSecrets;

/// <summary>Against a real API server, as a ServiceAccount that may get secrets and serviceaccounts and nothing else.</summary>
public sealed class PullSecretKeychainTests(KubernetesFixture kubernetes)
{
    [Fact]
    public async Task Resolve_SecretOfThePod_IsFoundAndNamed()
    {
        using var lab = await SecretLab.StartAsync(kubernetes.Server);
        await lab.CreateAsync("regcred", (Registry, "ann"));

        var credential = Assert.Single((await lab.ResolveAsync(lab.Pod("regcred"))).Credentials);

        Assert.Equal(("ann", Password("ann")), (credential.UserName, credential.Password));
        Assert.Equal($"pull secret '{lab.Namespace}/regcred'", credential.Source);
        Assert.False(credential.IsForEverybody);
        Assert.DoesNotContain(Password("ann"), credential.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resolve_LegacySecret_IsFound()
    {
        using var lab = await SecretLab.StartAsync(kubernetes.Server);
        await lab.CreateLegacyAsync("old", (Registry, "bob"));

        Assert.Equal(["bob"], await lab.UsersAsync(lab.Pod("old")));
    }

    [Theory]
    [InlineData(null, "default")]
    [InlineData("", "default")]
    [InlineData("builder", "builder")]
    public async Task Resolve_SecretOfTheServiceAccount_IsFound(string? named, string account)
    {
        using var lab = await SecretLab.StartAsync(kubernetes.Server);
        await lab.CreateAsync("regcred", (Registry, "ann"));
        await lab.CreateAccountAsync(account, "regcred");

        Assert.Equal(["ann"], await lab.UsersAsync(lab.Pod() with { ServiceAccountName = named }));
    }

    [Fact]
    public async Task Resolve_SeveralForOneHost_ComeInOrderThePodsFirst()
    {
        using var lab = await SecretLab.StartAsync(kubernetes.Server);
        await lab.CreateAsync("z", (Registry, "first"));
        await lab.CreateLegacyAsync("a", (Registry, "second"));
        await lab.CreateAsync("account", (Registry, "third"));
        await lab.CreateAccountAsync("default", "a", "account");

        Assert.Equal(["first", "second", "third"], await lab.UsersAsync(lab.Pod("z", "a", "z")));
    }

    [Fact]
    public async Task Resolve_PathPrefixes_AreMatchedAsTheKubeletDoes()
    {
        using var lab = await SecretLab.StartAsync(kubernetes.Server);
        await lab.CreateAsync(
            "regcred", (Registry, "host"), ($"{Registry}/team", "team"), ($"https://{Registry}/v1/team/web", "web"),
            ($"{Registry}/other", "other"), ("*.example", "wild"), ("elsewhere.example", "elsewhere"));
        await lab.CreateAccountAsync("default");

        Assert.Equal(["web", "team", "host", "wild"], await lab.UsersAsync(lab.Pod("regcred")));
        Assert.Equal(["other", "host", "wild"], await lab.UsersAsync(lab.Pod("regcred"), "other/app"));
    }

    [Fact]
    public async Task Resolve_MissingSecretAndAccount_ArePassedOverAndTold()
    {
        using var lab = await SecretLab.StartAsync(kubernetes.Server);
        await lab.CreateAsync("regcred", (Registry, "ann"));

        var search = await lab.ResolveAsync(lab.Pod("gone", "regcred") with { ServiceAccountName = "deployer" });

        Assert.Equal("ann", Assert.Single(search.Credentials).UserName);
        Assert.Equal(
            [
                $"Secret 'gone' in namespace '{lab.Namespace}' does not exist.",
                $"ServiceAccount 'deployer' in namespace '{lab.Namespace}' does not exist.",
            ],
            search.Problems);
        Assert.False(search.IsIncomplete);
    }

    [Fact]
    public async Task Resolve_NoDefaultAccountYet_IsNoProblem()
    {
        using var lab = await SecretLab.StartAsync(kubernetes.Server);

        Assert.Empty((await lab.ResolveAsync(lab.Pod())).Problems);
    }

    [Fact]
    public async Task Resolve_SecretsOfNoUse_ArePassedOverAndTold()
    {
        using var lab = await SecretLab.StartAsync(kubernetes.Server);
        await lab.CreateAccountAsync("default");
        await lab.CreateRawAsync("opaque", "Opaque", "password", "hunter2");
        await lab.CreateRawAsync(
            "garbled", "kubernetes.io/dockerconfigjson", ".dockerconfigjson", $$"""{"auths":{"{{Registry}}":{"auth":"hunter2"} } }""");
        await lab.CreateRawAsync(
            "helper", "kubernetes.io/dockerconfigjson", ".dockerconfigjson",
            $$"""{"auths":{"{{Registry}}":{} },"credsStore":"desktop"}""");
        await lab.CreateAsync("elsewhere", ("elsewhere.example", "ann"));

        var search = await lab.ResolveAsync(lab.Pod("opaque", "garbled", "helper", "elsewhere"));

        Assert.Empty(search.Credentials);
        Assert.Equal(
            [
                "is not of type kubernetes.io/dockerconfigjson or kubernetes.io/dockercfg.",
                $"cannot be used: 'auth' of the entry '{Registry}' is not base64 of user:password.",
                "leaves passwords to a credential helper; make it with 'kubectl create secret docker-registry'.",
                $"has no credentials for {Registry}/team/web.",
            ],
            search.Problems.Select(problem => problem.Split($"'{lab.Namespace}' ")[1]));
        Assert.DoesNotContain("hunter2", string.Concat(search.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resolve_RbacForbids_NamesWhatToGrant()
    {
        using var lab = await SecretLab.StartAsync(kubernetes.Server, mayRead: false);
        await lab.CreateAsync("regcred", (Registry, "ann"));

        var search = await lab.ResolveAsync(lab.Pod("regcred"));

        Assert.Equal(
            [
                $"Secret 'regcred' in namespace '{lab.Namespace}' may not be read by Scanner: bind Scanner's ServiceAccount to a role with "
                    + $"the verb get on the resource secrets (core group) in namespace '{lab.Namespace}'.",
                $"ServiceAccount 'default' in namespace '{lab.Namespace}' may not be read by Scanner: bind Scanner's ServiceAccount to a "
                    + $"role with the verb get on the resource serviceaccounts (core group) in namespace '{lab.Namespace}'.",
            ],
            search.Problems);
        Assert.False(search.IsIncomplete);
        await lab.GrantAsync();
        Assert.Equal(["ann"], await lab.UsersAsync(lab.Pod("regcred")));
    }

    [Fact]
    public async Task Resolve_RotatedSecret_IsReadAnewEachTime()
    {
        using var lab = await SecretLab.StartAsync(kubernetes.Server);
        await lab.CreateAsync("regcred", (Registry, "ann"));
        Assert.Equal(["ann"], await lab.UsersAsync(lab.Pod("regcred")));

        await lab.ReplaceAsync("regcred", (Registry, "bob"));
        Assert.Equal(["bob"], await lab.UsersAsync(lab.Pod("regcred")));

        await lab.DeleteAsync("regcred");
        Assert.Empty(await lab.UsersAsync(lab.Pod("regcred")));
    }

    [Fact]
    public async Task Resolve_SecretOfAnotherNamespace_IsNotFound()
    {
        using var lab = await SecretLab.StartAsync(kubernetes.Server);
        using var other = await SecretLab.StartAsync(kubernetes.Server);
        await lab.CreateAsync("regcred", (Registry, "ann"));

        Assert.Empty(await lab.UsersAsync(lab.Pod("regcred") with { Namespace = other.Namespace }));
        Assert.Empty(await lab.UsersAsync(other.Pod($"../../{lab.Namespace}/secrets/regcred")));
        Assert.Empty(await lab.UsersAsync(PullContext.None));
    }

    [Fact]
    public async Task Resolve_MoreSecretsThanAPodNeeds_ReadsTheFirst()
    {
        using var lab = await SecretLab.StartAsync(kubernetes.Server);
        await lab.CreateAsync("regcred", (Registry, "ann"));
        var names = Enumerable.Range(0, PullSecretKeychain.MaxSecrets).Select(i => $"gone-{i}");

        var search = await lab.ResolveAsync(lab.Pod([.. names, "regcred"]));

        Assert.Empty(search.Credentials);
        Assert.Equal($"Only the first {PullSecretKeychain.MaxSecrets} pull secrets are read.", search.Problems[^1]);
    }
}
