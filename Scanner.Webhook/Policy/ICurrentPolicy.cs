namespace Scanner.Webhook.Policy;

/// <summary>The policy in force at this moment.</summary>
internal interface ICurrentPolicy
{
    /// <summary>Take it once for a review, so that all of it is judged alike.</summary>
    ActivePolicy Value { get; }
}
