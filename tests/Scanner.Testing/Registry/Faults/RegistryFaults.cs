using Microsoft.AspNetCore.Http;

namespace Scanner.Testing.Registry.Faults;

/// <summary>The faults of a stand-in, switched while it runs. Those added first come first.</summary>
public sealed class RegistryFaults
{
    private readonly Lock _gate = new();
    private readonly List<ActiveFault> _active = [];
    private volatile string? _tokenRealm;

    /// <summary>
    /// What bearer challenges give as realm instead of the own token endpoint: another host, plain HTTP, anything. Null for the
    /// own.
    /// </summary>
    public string? TokenRealm
    {
        get => _tokenRealm;
        set => _tokenRealm = value;
    }

    /// <summary>Switches a fault on. It stays on until its times are used up or it is disposed.</summary>
    public ActiveFault Add(RegistryFault fault)
    {
        var active = new ActiveFault(fault, Remove);
        lock (_gate) _active.Add(active);
        return active;
    }

    /// <summary>Switches everything off, the realm too. Requests that hang are served.</summary>
    public void Clear()
    {
        TokenRealm = null;
        List<ActiveFault> all;
        lock (_gate) all = [.. _active];
        foreach (var fault in all) fault.Dispose();
    }

    /// <summary>The faults that meet this request before it is looked at; each counts as used.</summary>
    internal IEnumerable<ActiveFault> TakeAnswering(HttpRequest request) =>
        Snapshot().Where(active => active.Fault is AnsweringFault && active.TryTake(request));

    /// <summary>Applies the faults that spoil good answers. Those for all paths mean content: manifests and blobs.</summary>
    internal RegistryAnswer Alter(HttpRequest request, RequestKind kind, RegistryAnswer answer)
    {
        var isContent = kind is RequestKind.Manifest or RequestKind.Blob;
        foreach (var active in Snapshot())
        {
            if (active.Fault is AlteringFault altering && (isContent || altering.PathPrefix != RegistryFault.AllPaths)
                && active.TryTake(request))
                answer = altering.Alter(request, answer);
        }

        return answer;
    }

    private ActiveFault[] Snapshot()
    {
        lock (_gate) return [.. _active];
    }

    private void Remove(ActiveFault fault)
    {
        lock (_gate) _active.Remove(fault);
    }
}
