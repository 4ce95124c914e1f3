using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Scanner.Grains.Hosting;

namespace Scanner.Grains.Notifications;

internal static class NotificationsExtensions
{
    /// <summary>Has the names in <see cref="NotificationInbox"/> worked off.</summary>
    public static void AddNotifications(this IServiceCollection services)
    {
        services.TryAddSingleton<NotificationInbox>();
        services.TryAddSingleton<NotificationReader>();
        services.AddOnceActive<NotificationWorker>();
    }
}
