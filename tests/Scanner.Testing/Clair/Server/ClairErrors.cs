using Grpc.Core;

namespace Scanner.Testing.Clair.Server;

/// <summary>Every status that Clair answers, with its exact text.</summary>
internal static class ClairErrors
{
    private const string Refused = "dial tcp 127.0.0.1:5432: connect: connection refused";

    public static RpcException FormatNotSupported() => Invalid("image blob format is not supported");

    public static RpcException NoAncestryName() => Invalid("ancestry name should not be empty");

    public static RpcException NoLayerHash() => Invalid("ancestry layer hash should not be empty");

    public static RpcException NoLayerPath() => Invalid("ancestry layer path should not be empty");

    public static RpcException NoNotificationName() => Invalid("notification name should not be empty");

    public static RpcException NoPageLimit() => Invalid("notification page limit should not be empty or less than 1");

    public static RpcException AncestryNotFound(string name) => NotFound($"requested ancestry '{name}' is not found");

    public static RpcException NotificationNotFound(string name) => NotFound($"requested notification '{name}' is not found");

    public static RpcException DownloadFailed() => Reason("failed to download layer blob.");

    public static RpcException ExtractFailed() => Reason("failed to extract files from layer blob.");

    public static RpcException QueryFailed() => Reason("failed to query the database.");

    public static RpcException BackendFailed() => Reason("an error occurred when querying the backend");

    public static RpcException BadPageToken() => Reason("invalid or expired pagination token");

    /// <summary>PostgreSQL is down, as GetStatus and PostAncestry say it.</summary>
    public static RpcException DatabaseRefused() => new(new Status(StatusCode.Internal, Refused));

    /// <summary>PostgreSQL is down, as the other calls say it.</summary>
    public static RpcException DatabaseRefusedReason() => Reason(Refused);

    public static RpcException RequestTooLarge(int bytes, int limit) =>
        new(new Status(StatusCode.ResourceExhausted, $"grpc: received message larger than max ({bytes} vs. {limit})"));

    public static RpcException ResponseTooLarge(int bytes, int limit) =>
        new(new Status(StatusCode.ResourceExhausted, $"grpc: trying to send message larger than max ({bytes} vs. {limit})"));

    private static RpcException Invalid(string text) => new(new Status(StatusCode.InvalidArgument, text));

    private static RpcException NotFound(string text) => new(new Status(StatusCode.NotFound, text));

    private static RpcException Reason(string text) => new(new Status(StatusCode.Internal, $"clair error reason: '{text}'"));
}
