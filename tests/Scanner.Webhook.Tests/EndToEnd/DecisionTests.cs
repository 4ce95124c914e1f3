using System.Diagnostics;
using Scanner.Testing.Images;
using Scanner.Webhook.Tests.Admission;

namespace Scanner.Webhook.Tests.EndToEnd;

/// <summary>From an AdmissionReview over HTTPS to Clair's verdict and back, in one process on real sockets.</summary>
public sealed class DecisionTests : IAsyncLifetime
{
    private ScannerClient _client = null!;

    public async ValueTask InitializeAsync() => _client = await ScannerClient.StartAsync();

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    [Fact]
    public async Task Review_VulnerableImage_IsDeniedWithImagePackageAndFix()
    {
        var answer = await _client.ReviewAsync("30s", "team/web:v1");

        Assert.False(answer.Allowed);
        Assert.Contains("team/web:v1 (container c0, spec.containers[0].image)", answer.Message, StringComparison.Ordinal);
        Assert.Contains("CVE-2024-2961 in glibc 2.36-9, fixed in 2.36-9+deb12u6", answer.Message, StringComparison.Ordinal);
        Assert.Contains(SampleImages.Vulnerable.Digest, answer.Message, StringComparison.Ordinal);
        Assert.Contains("Clair's data of", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Review_CleanImage_IsAllowed() => Assert.True((await _client.ReviewAsync("30s", "team/proxy:v1")).Allowed);

    [Fact]
    public async Task Review_MixedPod_IsDeniedForTheVulnerableOneOnly()
    {
        var answer = await _client.ReviewAsync("30s", "team/proxy:v1", "team/web:v1", "team/proxy:v1");

        Assert.False(answer.Allowed);
        Assert.StartsWith("1 of 2 images may not run.", answer.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("team/proxy", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Review_OneImageEightTimes_IsAskedOnce()
    {
        await _client.ReviewAsync("30s", Enumerable.Repeat("team/proxy:v1", 8).ToArray());

        Assert.Equal(1, _client.Scanner.RegistryStandIn!.Counters.ManifestHeads);
        Assert.Equal(1, _client.Scanner.RegistryStandIn.Counters.ManifestGets);
    }

    [Fact]
    public async Task Review_UnreadableReference_IsDeniedInWords()
    {
        var answer = await _client.PostAsync("30s", ReviewJson.Of(ReviewJson.PodOfImage("Nginx")));

        Assert.False(answer.Allowed);
        Assert.Contains("upper-case", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Review_ScanLongerThanTheTimeout_IsAnsweredInTimeAndReadyForTheRetry()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _client.Scanner.ClairStandIn!.Faults.LayerGate = (_, token) => gate.Task.WaitAsync(token);
        var begun = Stopwatch.GetTimestamp();

        var early = await _client.ReviewAsync("2s", "team/web:v1");
        // The one time that matters: the kube-apiserver would have given up after the timeout.
        Assert.InRange(Stopwatch.GetElapsedTime(begun), TimeSpan.Zero, TimeSpan.FromSeconds(2));
        gate.SetResult();
        var late = await _client.ReviewAsync("30s", "team/web:v1");

        Assert.False(early.Allowed);
        Assert.Contains("try again", early.Message, StringComparison.Ordinal);
        Assert.Contains("CVE-2024-2961", late.Message, StringComparison.Ordinal);
        Assert.All(_client.Scanner.ClairStandIn.Counters.LayerFetches.Values, fetches => Assert.Equal(1, fetches));
    }

    [Fact]
    public async Task Review_V1Beta1_IsAnsweredInItsVersion()
    {
        var review = ReviewJson.Of(ReviewJson.PodOfImage($"{_client.Scanner.Registry}/team/proxy:v1"), apiVersion: "admission.k8s.io/v1beta1");

        var answer = await _client.PostAsync("30s", review);

        Assert.Equal(("admission.k8s.io/v1beta1", ReviewJson.Uid, true), (answer.ApiVersion, answer.Uid, answer.Allowed));
    }

    [Fact]
    public async Task Get_Health_IsOk()
    {
        Assert.Equal("ok\n", await _client.GetAsync("/livez"));
        Assert.StartsWith("ok", await _client.GetAsync("/readyz"), StringComparison.Ordinal);
    }
}
