using System.Diagnostics.Metrics;
using Scanner.Grains.Diagnostics;

namespace Scanner.Grains.Notifications;

/// <summary>
/// What became of Clair's notifications. A name received is dropped, waits already, or ends as unknown, failed or worked off.
/// </summary>
internal static class NotificationMetrics
{
    public const string ReceivedName = "scanner.notifications.received";
    public const string DroppedName = "scanner.notifications.dropped";
    public const string UnknownName = "scanner.notifications.unknown";
    public const string FailedName = "scanner.notifications.failed";
    public const string WorkedOffName = "scanner.notifications.worked_off";
    public const string DigestsName = "scanner.notifications.digests";

    private const string Unit = "{notification}";

    public static readonly Counter<long> Received = ScannerMeter.Instance.CreateCounter<long>(
        ReceivedName, Unit, "Names that Clair's webhook brought, forged ones and repetitions included.");

    public static readonly Counter<long> Dropped = ScannerMeter.Instance.CreateCounter<long>(
        DroppedName, Unit, "Names that found the inbox full.");

    public static readonly Counter<long> Unknown = ScannerMeter.Instance.CreateCounter<long>(
        UnknownName, Unit, "Names that Clair did not know: forged or outdated.");

    public static readonly Counter<long> Failed = ScannerMeter.Instance.CreateCounter<long>(
        FailedName, Unit, "Names given up because Clair was away, or its pages expired twice.");

    public static readonly Counter<long> WorkedOff = ScannerMeter.Instance.CreateCounter<long>(
        WorkedOffName, Unit, "Notifications read to their end.");

    public static readonly Counter<long> Digests = ScannerMeter.Instance.CreateCounter<long>(
        DigestsName, "{digest}", "Digests reported as affected, each once within some seconds.");
}
