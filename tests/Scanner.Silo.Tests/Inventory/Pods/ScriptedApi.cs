using System.Net;
using System.Threading.Channels;
using k8s;

namespace Scanner.Silo.Tests.Inventory.Pods;

/// <summary>An API server whose answers a test gives one by one, for what a real one cannot be made to do.</summary>
internal sealed class ScriptedApi : DelegatingHandler
{
    private readonly Channel<Request> _requests = Channel.CreateUnbounded<Request>();

    /// <summary>A client of it. There is one for each, which disposes of it.</summary>
    public Kubernetes Connect() => new(new KubernetesClientConfiguration { Host = "http://api.example" }, this);

    /// <summary>The next request.</summary>
    public ValueTask<Request> NextAsync(CancellationToken cancellationToken) => _requests.Reader.ReadAsync(cancellationToken);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var asked = new Request(request);
        _requests.Writer.TryWrite(asked);
        return asked.Response.Task.WaitAsync(cancellationToken);
    }

    /// <summary>One that waits for its answer.</summary>
    internal sealed class Request(HttpRequestMessage message)
    {
        public TaskCompletionSource<HttpResponseMessage> Response { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Query => message.RequestUri!.Query;

        public bool IsWatch => Query.Contains("watch=true", StringComparison.Ordinal);

        public void Answer(string body, HttpStatusCode status = HttpStatusCode.OK) =>
            Response.SetResult(new HttpResponseMessage(status) { Content = new StringContent(body), RequestMessage = message });

        public void Refuse(HttpStatusCode status, string text) =>
            Answer($$"""{"kind": "Status", "status": "Failure", "message": "{{text}}", "code": {{(int)status}}}""", status);

        public void Fail() => Response.SetException(new HttpRequestException("connection refused"));
    }
}
