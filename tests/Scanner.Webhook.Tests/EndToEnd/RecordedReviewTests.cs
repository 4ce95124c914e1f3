using System.Text;
using Scanner.Webhook.Tests.Admission;

namespace Scanner.Webhook.Tests.EndToEnd;

/// <summary>What real kube-apiservers sent is answered by the whole of Scanner in its version and with its uid.</summary>
public sealed class RecordedReviewTests(RecordedReviewTests.OneScanner scanner) : IClassFixture<RecordedReviewTests.OneScanner>
{
    [Theory]
    [MemberData(nameof(Recording.All), MemberType = typeof(Recording))]
    public async Task Review_Recording_IsAnsweredInItsVersionWithItsUid(string name)
    {
        var (apiVersion, uid) = Recording.ReadIdentity(name);

        var answer = await scanner.PostAsync("5s", Encoding.UTF8.GetString(Recording.Read(name)));

        Assert.Equal((apiVersion, uid), (answer.ApiVersion, answer.Uid));
    }

    /// <summary>One Scanner for all recordings.</summary>
    public sealed class OneScanner : IAsyncLifetime
    {
        private ScannerClient? _client;

        public async ValueTask InitializeAsync() => _client = await ScannerClient.StartAsync();

        public ValueTask DisposeAsync() => _client?.DisposeAsync() ?? ValueTask.CompletedTask;

        internal Task<Answer> PostAsync(string timeout, string review) => _client!.PostAsync(timeout, review);
    }
}
