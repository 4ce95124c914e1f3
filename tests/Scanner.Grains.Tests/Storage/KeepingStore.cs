using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Storage;

namespace Scanner.Grains.Tests.Storage;

/// <summary>Keeps rows as bytes in this process, so that what is read back went through Orleans' serializer.</summary>
internal sealed class KeepingStore : IGrainStorage
{
    private readonly ConcurrentDictionary<(string Name, GrainId Grain), byte[]> _rows = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    public ConcurrentBag<(string Name, GrainId Grain)> Reads { get; } = [];

    public ConcurrentBag<(string Name, GrainId Grain)> Writes { get; } = [];

    /// <summary>Forgets one kind of rows.</summary>
    public void Lose(string name)
    {
        foreach (var key in _rows.Keys.Where(key => key.Name == name)) _rows.TryRemove(key, out _);
    }

    /// <summary>Gives one grain the row of another.</summary>
    public void Swap(string name, GrainId grain, GrainId other) => _rows[(name, grain)] = _rows[(name, other)];

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        Reads.Add((stateName, grainId));
        if (!_rows.TryGetValue((stateName, grainId), out var row)) return Task.CompletedTask;
        grainState.State = _services.GetRequiredService<Serializer>().Deserialize<T>(row);
        grainState.RecordExists = true;
        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        Writes.Add((stateName, grainId));
        _rows[(stateName, grainId)] = _services.GetRequiredService<Serializer>().SerializeToArray(grainState.State);
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        _rows.TryRemove((stateName, grainId), out _);
        return Task.CompletedTask;
    }
}
