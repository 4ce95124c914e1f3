using Grpc.Core;
using Scanner.Clair.Wire;
using Notification = Scanner.Clair.Wire.GetNotificationResponse.Types.Notification;

namespace Scanner.Testing.Tests.Clair.Contract;

/// <summary>How notifications are told. Holds for the recorded Clair and for the stand-in alike.</summary>
public abstract class NotificationContract
{
    private const string NewRow = "19ababed-5778-4e9a-ab8d-5a69cf09d3d2";
    private const string Alpine = "0c615e92-8471-4568-b589-efd60ac6f260";
    private const string Severity = "0436eb81-1726-4fa3-90de-33a195eebfa8";
    private const string Unrelated = "8295de2f-84aa-456e-9863-a4a87933b2ed";

    [Theory]
    [InlineData(NewRow, "", "CVE-2024-99999-LAB", new int[0])]
    [InlineData(Alpine, "CVE-2023-5363", "CVE-2023-5363", new[] { 4 })]
    [InlineData(Severity, "CVE-2024-2961", "CVE-2024-2961", new[] { 2, 5, 6, 7, 8, 9, 10, 11, 12 })]
    [InlineData(Unrelated, "CVE-2024-2961", "CVE-2025-45582", new[] { 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12 })]
    public async Task Get_WholeNotification_ListsTheAncestriesOfTheNewVulnerabilityOnly(
        string name, string old, string now, int[] ancestries)
    {
        var notification = await GetAsync(name, limit: 100, page: "");

        Assert.Equal(name, notification.Name);
        Assert.Equal(old, notification.Old?.Vulnerability.Name ?? "");
        Assert.Empty(notification.Old?.Ancestries ?? []);
        Assert.Equal(now, notification.New.Vulnerability.Name);
        Assert.Equal(ancestries, Indexes(notification));
        Assert.All(
            notification.New.Ancestries, ancestry => Assert.StartsWith("sha256:", ancestry.Name, StringComparison.Ordinal));
        Assert.Equal("", notification.New.NextPage);
        Assert.NotEqual("", notification.New.CurrentPage);
        Assert.Equal(100, notification.New.Limit);
        Assert.Equal(("", ""), (notification.Notified, notification.Deleted));
        Assert.NotEqual("", notification.Created);
    }

    [Fact]
    public async Task Get_PageByPage_TellsEachAncestryOnceInTheOrderOfIds()
    {
        var pages = new List<int[]>();
        var token = "";
        do
        {
            var notification = await GetAsync(Unrelated, limit: 3, token);
            pages.Add(Indexes(notification));
            token = notification.New.NextPage;
        }
        while (token.Length > 0);

        Assert.Equal([[1, 2, 3], [5, 6, 7], [8, 9, 10], [11, 12]], pages);
    }

    [Fact]
    public async Task Get_TokenThatIsNone_IsInternal()
    {
        var failure = await Assert.ThrowsAsync<RpcException>(() => GetAsync(Unrelated, limit: 3, page: "garbage"));

        Assert.Equal(
            new Status(StatusCode.Internal, "clair error reason: 'invalid or expired pagination token'"), failure.Status);
    }

    [Fact]
    public async Task Mark_Twice_IsNotFoundAndStillReads()
    {
        var (name, first, second, notification) = await MarkTwiceAsync();

        Assert.Equal(new CallOutcome(StatusCode.OK, ""), first);
        Assert.Equal(new CallOutcome(StatusCode.NotFound, $"requested notification '{name}' is not found"), second);
        Assert.NotEqual("", notification.Deleted);
        Assert.NotEmpty(notification.New.Ancestries);
    }

    [Fact]
    public async Task Delivered_ByTheNotifier_IsMarkedAndStillReads()
    {
        var notification = await GetDeliveredAsync(Unrelated, limit: 2);

        Assert.NotEqual("", notification.Deleted);
        Assert.Equal([1, 2], Indexes(notification));
        Assert.NotEqual("", notification.New.NextPage);
    }

    [Fact]
    public async Task GetAncestry_SeverityChangedAndVulnerabilityAdded_ShowsThemWithoutAPost()
    {
        var (before, after) = await GetAncestryBeforeAndAfterAsync();

        Assert.Contains("glibc CVE-2024-2961 High", Vulnerabilities(before));
        var appeared = Vulnerabilities(after).Except(Vulnerabilities(before)).Order(StringComparer.Ordinal);
        Assert.Equal(["glibc CVE-2024-2961 Critical", "tar CVE-2025-45582 Medium"], appeared);
        Assert.Equal(["glibc CVE-2024-2961 High"], Vulnerabilities(before).Except(Vulnerabilities(after)));
        Assert.True(after.Status.LastUpdateTime > before.Status.LastUpdateTime);
    }

    internal abstract Task<Notification> GetAsync(string name, int limit, string page);

    /// <summary>Marks a notification that nobody read twice, and reads it then.</summary>
    internal abstract Task<(string Name, CallOutcome First, CallOutcome Second, Notification Then)> MarkTwiceAsync();

    /// <summary>Reads a notification after a webhook took it.</summary>
    internal abstract Task<Notification> GetDeliveredAsync(string name, int limit);

    /// <summary>The image debian12-ga before and after the update that made the notifications.</summary>
    internal abstract Task<(GetAncestryResponse Before, GetAncestryResponse After)> GetAncestryBeforeAndAfterAsync();

    private static int[] Indexes(Notification notification) =>
        [.. notification.New.Ancestries.Select(ancestry => ancestry.Index).Order()];

    private static HashSet<string> Vulnerabilities(GetAncestryResponse answer) =>
    [
        .. answer.Ancestry.Layers.SelectMany(layer => layer.DetectedFeatures)
            .SelectMany(feature => feature.Vulnerabilities.Select(found => $"{feature.Name} {found.Name} {found.Severity}")),
    ];
}
