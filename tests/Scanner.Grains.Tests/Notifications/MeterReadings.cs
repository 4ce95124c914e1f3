using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Scanner.Grains.Diagnostics;

namespace Scanner.Grains.Tests.Notifications;

/// <summary>What was counted on Scanner's meter since this was made, by instrument.</summary>
internal sealed class MeterReadings : IDisposable
{
    private readonly ConcurrentDictionary<string, long> _sums = new();
    private readonly MeterListener _listener = new();

    public MeterReadings()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == ScannerMeter.Name) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>(
            (instrument, measurement, _, _) => _sums.AddOrUpdate(instrument.Name, measurement, (_, sum) => sum + measurement));
        _listener.Start();
    }

    public long this[string instrument] => _sums.GetValueOrDefault(instrument);

    public void Dispose() => _listener.Dispose();
}
