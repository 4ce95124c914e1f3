namespace Scanner.Testing.Tests.Clair.Contract;

/// <summary>A request to a webhook; headers as <c>Name: value</c>.</summary>
internal sealed record WebhookPost(
    DateTimeOffset Time, string Method, string Path, string Protocol, IReadOnlyList<string> Headers, string Body);
