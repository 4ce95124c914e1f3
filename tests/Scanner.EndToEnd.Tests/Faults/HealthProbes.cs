using System.Collections.Concurrent;
using Scanner.EndToEnd.Tests.World;

namespace Scanner.EndToEnd.Tests.Faults;

/// <summary>Asks every silo and webhook for <c>/readyz</c> and <c>/livez</c>, as the kubelet does, until it is stopped.</summary>
internal sealed class HealthProbes : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);

    /// <summary>The chart's probes have as much.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _over = new();
    private readonly ConcurrentDictionary<ScannerProcess, bool> _ready = [];
    private readonly ConcurrentDictionary<string, int> _complaints = [];
    private readonly FaultWorld _world;
    private readonly Task _probing;
    private int _good;

    public HealthProbes(FaultWorld world)
    {
        _world = world;
        _probing = ProbeAsync();
    }

    /// <summary>Answers as they should be, of those that were not told to end.</summary>
    public int Good => _good;

    /// <summary>All other answers, with how often they came.</summary>
    public IReadOnlyDictionary<string, int> Complaints => _complaints;

    /// <summary>Whether the webhook may be sent reviews: it was ready when last asked. One that was killed may not.</summary>
    public bool IsServing(ScannerProcess webhook) => !webhook.Program.HasEnded && _ready.GetValueOrDefault(webhook, true);

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _probing;
        _over.Dispose();
    }

    private async Task ProbeAsync()
    {
        while (!_over.IsCancellationRequested)
        {
            ScannerProcess[] all = [.. _world.Scanner.Silos, .. _world.Scanner.Webhooks];
            await Task.WhenAll(all.Where(process => !process.Program.HasEnded || !_world.HasLeft(process)).Select(ProbeAsync));
            await Task.Delay(Every, TimeProvider.System, _over.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    private async Task ProbeAsync(ScannerProcess process)
    {
        var (ready, live) = (await GetAsync(process, "/readyz"), await GetAsync(process, "/livez"));
        _ready[process] = ready == "ok";
        // A process that was told to end is not asked to be well.
        if (_world.HasLeft(process) || _over.IsCancellationRequested) return;
        foreach (var (path, answer) in (ReadOnlySpan<(string, string)>)[("/readyz", ready), ("/livez", live)])
        {
            if (answer == "ok") Interlocked.Increment(ref _good);
            else _complaints.AddOrUpdate($"{process.Name} {path}: {answer}", 1, (_, count) => count + 1);
        }
    }

    private async Task<string> GetAsync(ScannerProcess process, string path)
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        try
        {
            using var answer = await _world.Scanner.Http.GetAsync(new Uri(process.Address, path), patience.Token);
            var text = (await answer.Content.ReadAsStringAsync(patience.Token)).Trim();
            return answer.IsSuccessStatusCode ? text : $"{(int)answer.StatusCode} {text}";
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return e.Message;
        }
    }
}
