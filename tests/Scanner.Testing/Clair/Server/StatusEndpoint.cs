using Grpc.Core;
using Scanner.Clair.Wire;

namespace Scanner.Testing.Clair.Server;

/// <summary>Answers for Clair's state.</summary>
internal sealed class StatusEndpoint(StatusWriter statuses, ClairFaults faults, ClairCounters counters)
    : StatusService.StatusServiceBase
{
    public override Task<GetStatusResponse> GetStatus(GetStatusRequest request, ServerCallContext context)
    {
        counters.StatusAsked();
        if (faults.DatabaseDown) throw ClairErrors.DatabaseRefused();
        return Task.FromResult(new GetStatusResponse { Status = statuses.Write() });
    }
}
