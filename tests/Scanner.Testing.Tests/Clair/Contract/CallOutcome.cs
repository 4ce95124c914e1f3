using Grpc.Core;

namespace Scanner.Testing.Tests.Clair.Contract;

/// <summary>How a call ended.</summary>
/// <param name="Code">The gRPC status.</param>
/// <param name="Text">Its text; empty for OK.</param>
public sealed record CallOutcome(StatusCode Code, string Text);
