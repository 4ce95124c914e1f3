using System.Diagnostics;
using Scanner.LoadHarness.Processes;

namespace Scanner.LoadHarness.Load;

/// <summary>Processor time used so far by everybody who takes part.</summary>
internal sealed record CpuReading(TimeSpan Server, TimeSpan Silos, TimeSpan Client, TimeSpan? Machine)
{
    public static CpuReading Of(LoadTarget target)
    {
        using var self = Process.GetCurrentProcess();
        return new CpuReading(
            target.Server.Program.CpuTime,
            target.Silos.Aggregate(TimeSpan.Zero, (sum, silo) => sum + silo.CpuTime),
            self.TotalProcessorTime,
            MachineCpu.Busy());
    }

    public CpuReading Since(CpuReading earlier) =>
        new(Server - earlier.Server, Silos - earlier.Silos, Client - earlier.Client, Machine - earlier.Machine);
}
