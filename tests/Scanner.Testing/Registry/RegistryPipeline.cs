using Microsoft.AspNetCore.Http;
using Scanner.Testing.Registry.Authentication;
using Scanner.Testing.Registry.Faults;

namespace Scanner.Testing.Registry;

/// <summary>One request from arrival to answer: counted, perhaps spoiled by faults, checked, served.</summary>
internal sealed class RegistryPipeline
{
    private const string ApiVersionHeader = "Docker-Distribution-Api-Version";

    private readonly TimeProvider _time;
    private readonly CancellationToken _stopping;
    private readonly AccessControl _access;
    private readonly PullEndpoints _endpoints;

    public RegistryPipeline(RegistryStandInOptions options, CancellationToken stopping)
    {
        _time = options.Time;
        _stopping = stopping;
        _access = AccessControl.For(options.Access, Faults, options.Time);
        _endpoints = new PullEndpoints(Content, new ManifestNegotiation(Content, new Schema1Writer(options.Time)));
    }

    public RegistryContent Content { get; } = new();

    public RegistryCounters Counters { get; } = new();

    public RegistryFaults Faults { get; } = new();

    public async Task InvokeAsync(HttpContext context)
    {
        var path = RegistryPath.Parse(context.Request.Path.Value ?? "");
        using var aborted = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping);
        Counters.Arrived(Record(context.Request, path));
        var left = false;
        try
        {
            var answer = await AnswerAsync(context, path, aborted.Token);
            if (!answer.Dropped) Counters.Answered(answer.Status);
            await answer.SendAsync(context, Leave, aborted.Token);
        }
        catch (OperationCanceledException) when (aborted.IsCancellationRequested)
        {
            context.Abort();
        }
        finally
        {
            Leave();
        }

        void Leave()
        {
            if (!left) Counters.Left();
            left = true;
        }
    }

    private async Task<RegistryAnswer> AnswerAsync(HttpContext context, RegistryPath path, CancellationToken aborted)
    {
        var request = context.Request;
        foreach (var fault in Faults.TakeAnswering(request))
        {
            if (await fault.AnswerAsync(_time, aborted) is { } spoiled) return spoiled;
        }

        var answer = Serve(request, path);
        if (path.Kind != RequestKind.Token) answer = answer.With(ApiVersionHeader, "registry/2.0");
        return answer.Status == StatusCodes.Status200OK ? Faults.Alter(request, path.Kind, answer) : answer;
    }

    private RegistryAnswer Serve(HttpRequest request, RegistryPath path) => path.Kind switch
    {
        RequestKind.Token when _access.Tokens is { } tokens => tokens.Answer(request),
        RequestKind.Token or RequestKind.Other => _endpoints.Answer(request, path),
        _ => _access.Refusal(request, path) ?? _endpoints.Answer(request, path),
    };

    private static RecordedRequest Record(HttpRequest request, RegistryPath path) => new()
    {
        Method = request.Method,
        Path = request.Path.Value + request.QueryString.Value,
        Kind = path.Kind,
        Repository = path.Repository,
        Reference = path.Reference,
        Accept = string.Join(", ", request.Headers.Accept.AsEnumerable()),
        AuthorizationScheme = request.Headers.Authorization.FirstOrDefault()?.Split(' ')[0],
    };
}
