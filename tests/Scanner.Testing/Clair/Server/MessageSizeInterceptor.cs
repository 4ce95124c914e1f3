using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Scanner.Testing.Clair.Server;

/// <summary>The 4 MiB limit of Clair's gRPC library in both directions, with its texts.</summary>
internal sealed class MessageSizeInterceptor : Interceptor
{
    /// <summary>The largest message, in bytes: grpc-go's default, which Clair does not change.</summary>
    public const int MaxMessageBytes = 4 * 1024 * 1024;

    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        if (SizeOf(request) is > MaxMessageBytes and var received) throw ClairErrors.RequestTooLarge(received, MaxMessageBytes);
        var response = await continuation(request, context);
        if (SizeOf(response) is > MaxMessageBytes and var sent) throw ClairErrors.ResponseTooLarge(sent, MaxMessageBytes);
        return response;
    }

    private static int SizeOf(object message) => ((IMessage)message).CalculateSize();
}
