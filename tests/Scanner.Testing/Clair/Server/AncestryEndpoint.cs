using Grpc.Core;
using Scanner.Clair.Wire;
using Scanner.Testing.Clair.Database;

namespace Scanner.Testing.Clair.Server;

/// <summary>Takes ancestries in and shows them.</summary>
internal sealed class AncestryEndpoint(
    ClairDatabase database, AncestryScan scan, AncestryWriter writer, ClairFaults faults, ClairCounters counters)
    : AncestryService.AncestryServiceBase
{
    public override async Task<PostAncestryResponse> PostAncestry(PostAncestryRequest request, ServerCallContext context)
    {
        var status = StatusCode.Unknown;
        counters.PostBegan();
        try
        {
            faults.ThrowIfPostsFail();
            var answer = await scan.PostAsync(request, context.CancellationToken);
            status = StatusCode.OK;
            return answer;
        }
        catch (RpcException e)
        {
            status = e.StatusCode;
            throw;
        }
        catch (OperationCanceledException)
        {
            status = StatusCode.Cancelled;
            throw;
        }
        finally
        {
            counters.PostEnded(new ClairPost(request.AncestryName, [.. request.Layers.Select(layer => layer.Hash)], status));
        }
    }

    public override async Task<GetAncestryResponse> GetAncestry(GetAncestryRequest request, ServerCallContext context)
    {
        counters.GetAsked();
        if (faults.GetDelay > TimeSpan.Zero) await Task.Delay(faults.GetDelay, TimeProvider.System, context.CancellationToken);
        var name = request.AncestryName;
        if (name.Length == 0) throw ClairErrors.NoAncestryName();
        if (faults.ReadGate is { } gate) await gate(name, context.CancellationToken);
        if (faults.DatabaseDown) throw ClairErrors.DatabaseRefusedReason();
        if (name.Contains('\0')) throw ClairErrors.BackendFailed();
        var ancestry = database.FindAncestry(name) ?? throw ClairErrors.AncestryNotFound(name);
        return GarbageMaker.Spoil(writer.Write(ancestry), faults.Garbage);
    }
}
