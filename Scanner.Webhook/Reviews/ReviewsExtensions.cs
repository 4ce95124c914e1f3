using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Scanner.Webhook.Reviews;

internal static class ReviewsExtensions
{
    public static void AddReviews(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<VerdictMemory>();
        services.AddSingleton<IImageInquiry, ImageInquiry>();
        services.AddSingleton<DecisionMaker>();
        services.AddSingleton<IImageReviewer, ImageReviewer>();
        services.AddSingleton<IDecisionFallback, DecisionFallback>();
    }
}
