using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Scanner.Clair.Wire;
using Scanner.Failures;
using Scanner.Reports;

namespace Scanner.Grains.Clair;

/// <summary>
/// Clair v3 over gRPC. The generated wire types end in this class; what it answers speaks of ancestries and findings.
/// </summary>
internal sealed class ClairClient : IScannerBackend, IDisposable
{
    /// <summary>The only format of images that Clair v3 and registries have in common.</summary>
    private const string Format = "Docker";

    /// <summary>
    /// Ancestries of one page. A name is at most some 180 bytes, so a page is below 100 KB, and the 3,000 images of a large
    /// cluster are six look-ups.
    /// </summary>
    public const int PageSize = 500;

    /// <summary>The one call that takes minutes.</summary>
    public const string Post = "PostAncestry";

    /// <summary>
    /// A status is 1 ms of Clair's time, and every new scan begins with one: past this Clair is away, and the scan fails rather
    /// than wait as long as for a large report.
    /// </summary>
    public static readonly TimeSpan StatusTimeout = TimeSpan.FromSeconds(5);

    private readonly GrpcChannel _channel;
    private readonly AncestryService.AncestryServiceClient _ancestries;
    private readonly StatusService.StatusServiceClient _statuses;
    private readonly NotificationService.NotificationServiceClient _notifications;
    private readonly ClairOptions _options;
    private readonly TimeProvider _clock;
    private readonly ClairCircuit _circuit;

    public ClairClient(IOptions<ClairOptions> options, ILoggerFactory loggers, TimeProvider clock)
    {
        _options = options.Value;
        _clock = clock;
        _channel = ClairChannel.Open(_options.Address, loggers, clock);
        _ancestries = new AncestryService.AncestryServiceClient(_channel);
        _statuses = new StatusService.StatusServiceClient(_channel);
        _notifications = new NotificationService.NotificationServiceClient(_channel);
        _circuit = new ClairCircuit(
            _options.Address, clock, loggers.CreateLogger<ClairCircuit>(),
            async () => await _statuses.GetStatusAsync(new GetStatusRequest(), Within(StatusDeadline, CancellationToken.None)));
    }

    private TimeSpan StatusDeadline => _options.ReadTimeout < StatusTimeout ? _options.ReadTimeout : StatusTimeout;

    public async Task<BackendStatus> PostAncestryAsync(AncestryPost post, CancellationToken cancellationToken)
    {
        var request = new PostAncestryRequest { AncestryName = post.Name, Format = Format };
        foreach (var digest in post.Layers)
        {
            var layer = new PostAncestryRequest.Types.PostLayer { Hash = digest.ToString(), Path = post.PathOf(digest).AbsoluteUri };
            if (post.Access.Authorization is { } authorization) layer.Headers.Add("Authorization", authorization);
            request.Layers.Add(layer);
        }

        var response = await CallAsync(
            options => _ancestries.PostAncestryAsync(request, options), Post, _options.ScanTimeout, cancellationToken);
        return ReadStatus(response.Status);
    }

    public async Task<Ancestry?> GetAncestryAsync(string name, CancellationToken cancellationToken)
    {
        var request = new GetAncestryRequest { AncestryName = name };
        var response = await CallAsync(
            options => OrNullAsync(_ancestries.GetAncestryAsync(request, options)),
            "GetAncestry",
            _options.ReadTimeout,
            cancellationToken);
        return response is null ? null : ReadAncestry(name, response);
    }

    public async Task<BackendStatus> GetStatusAsync(CancellationToken cancellationToken)
    {
        var response = await CallAsync(
            options => _statuses.GetStatusAsync(new GetStatusRequest(), options), "GetStatus", StatusDeadline, cancellationToken);
        return ReadStatus(response.Status);
    }

    public async Task<NotificationPage?> GetNotificationAsync(string name, string? page, CancellationToken cancellationToken)
    {
        var request = new GetNotificationRequest { Name = name, Limit = PageSize, NewVulnerabilityPage = page ?? "" };
        GetNotificationResponse? response;
        try
        {
            response = await CallAsync(
                options => OrNullAsync(_notifications.GetNotificationAsync(request, options)),
                "GetNotification",
                _options.ReadTimeout,
                cancellationToken);
        }
        catch (ScanException e) when (e.InnerException is RpcException { StatusCode: StatusCode.Internal } inner
            && inner.Status.Detail.Contains("pagination token", StringComparison.Ordinal))
        {
            return NotificationPage.Expired;
        }

        return response is null ? null : ReadNotification(name, response);
    }

    public async Task MarkNotificationAsReadAsync(string name, CancellationToken cancellationToken)
    {
        var request = new MarkNotificationAsReadRequest { Name = name };
        await CallAsync(
            options => OrNullAsync(_notifications.MarkNotificationAsReadAsync(request, options)),
            "MarkNotificationAsRead",
            _options.ReadTimeout,
            cancellationToken);
    }

    public void Dispose() => _channel.Dispose();

    /// <remarks>
    /// Clair's <c>old</c> vulnerability is not looked at: it is known to be an unrelated one, and never lists an ancestry.
    /// </remarks>
    internal static NotificationPage ReadNotification(string name, GetNotificationResponse response)
    {
        if (response.Notification?.Name != name)
            throw ClairFailures.AnswerInvalid(
                $"asked for notification '{name}', Clair answered with '{response.Notification?.Name}'");
        var changed = response.Notification.New;
        return new NotificationPage
        {
            Vulnerability = changed?.Vulnerability?.Name,
            Ancestries = [.. (changed?.Ancestries ?? []).Select(ancestry => ancestry.Name)],
            NextPage = string.IsNullOrEmpty(changed?.NextPage) ? null : changed.NextPage,
            IsMarked = response.Notification.Deleted.Length > 0,
        };
    }

    internal static Ancestry ReadAncestry(string name, GetAncestryResponse response)
    {
        if (response.Ancestry?.Name != name)
            throw ClairFailures.AnswerInvalid($"asked for ancestry '{name}', Clair answered with '{response.Ancestry?.Name}'");
        var shared = new HashSet<string>(StringComparer.Ordinal);
        return new Ancestry
        {
            Layers = [.. response.Ancestry.Layers.Select(layer => ReadLayer(layer, shared))],
            Status = ReadStatus(response.Status),
        };
    }

    private static AncestryLayer ReadLayer(GetAncestryResponse.Types.AncestryLayer layer, HashSet<string> shared) => new()
    {
        Hash = layer.Layer?.Hash ?? "",
        FeatureCount = layer.DetectedFeatures.Count,
        Findings =
        [
            .. layer.DetectedFeatures.SelectMany(feature => feature.Vulnerabilities.Select(found => ReadFinding(feature, found, shared))),
        ],
    };

    private static Finding ReadFinding(Feature feature, Vulnerability vulnerability, HashSet<string> shared)
    {
        return new Finding
        {
            Vulnerability = vulnerability.Name,
            Severity = ReadSeverity(vulnerability.Severity),
            Feature = feature.Name,
            Version = feature.Version,
            FixedBy = vulnerability.FixedBy.Length == 0 ? null : Share(vulnerability.FixedBy),
            Namespace = Share(vulnerability.NamespaceName),
            Link = vulnerability.Link.Length == 0 ? null : vulnerability.Link,
        };

        // A report says the same few things many times and is kept for hours; each is kept once.
        string Share(string text)
        {
            if (shared.TryGetValue(text, out var known)) return known;
            shared.Add(text);
            return text;
        }
    }

    private static Severity ReadSeverity(string text) => Severities.TryParse(text, StringComparison.Ordinal, out var severity)
        ? severity
        : throw ClairFailures.AnswerInvalid($"Clair sent a severity that Scanner does not know: '{text}'");

    private static BackendStatus ReadStatus(ClairStatus? status)
    {
        try
        {
            return new BackendStatus(
                status?.LastUpdateTime?.ToDateTimeOffset(),
                string.Join(' ', (status?.Detectors ?? []).Select(detector => $"{detector.Name}:{detector.Version}").Order(StringComparer.Ordinal)));
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            throw ClairFailures.AnswerInvalid($"Clair's last_update_time is no time: {status?.LastUpdateTime}");
        }
    }

    private static async Task<T?> OrNullAsync<T>(AsyncUnaryCall<T> call) where T : class
    {
        try
        {
            return await call;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            return null;
        }
    }

    private Task<T> CallAsync<T>(
        Func<CallOptions, AsyncUnaryCall<T>> call, string method, TimeSpan timeout, CancellationToken cancellationToken) =>
        CallAsync(async options => await call(options), method, timeout, cancellationToken);

    private async Task<T> CallAsync<T>(
        Func<CallOptions, Task<T>> call, string method, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            return await _circuit.ExecuteAsync(() => call(Within(timeout, cancellationToken)), method == Post, cancellationToken);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Cancelled && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException($"{method} was cancelled.", e, cancellationToken);
        }
        catch (RpcException e)
        {
            throw ClairFailures.Of(e, method, _options.Address);
        }
    }

    private CallOptions Within(TimeSpan timeout, CancellationToken cancellationToken) =>
        new(deadline: (_clock.GetUtcNow() + timeout).UtcDateTime, cancellationToken: cancellationToken);
}
