namespace Scanner.Testing.Tests.Clair.Support;

/// <summary>A request that the blob server saw.</summary>
internal sealed record BlobRequest(string PathAndQuery, string Authorization, string UserAgent);
