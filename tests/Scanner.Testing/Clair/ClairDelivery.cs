using System.Net;

namespace Scanner.Testing.Clair;

/// <summary>One POST of a notification to a webhook.</summary>
/// <param name="Name">The notification's id.</param>
/// <param name="Answer">The webhook's; null where there was none.</param>
public sealed record ClairDelivery(string Name, HttpStatusCode? Answer)
{
    /// <summary>Whether Clair takes it for delivered: other successes do not count.</summary>
    public bool Succeeded => Answer is HttpStatusCode.OK or HttpStatusCode.Created;
}
