using Microsoft.Extensions.Hosting;

namespace Scanner.Grains.Hosting;

/// <summary>
/// Starts a background service when its silo has joined the cluster, and stops it when the silo leaves. As a hosted service it would run
/// before that, when no grain can be called.
/// </summary>
internal sealed class OnceActive<T>(T service) : ILifecycleParticipant<ISiloLifecycle>
    where T : BackgroundService
{
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        typeof(T).Name, ServiceLifecycleStage.Active, service.StartAsync, service.StopAsync);
}
