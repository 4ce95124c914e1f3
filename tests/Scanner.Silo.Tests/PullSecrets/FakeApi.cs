using System.Net;
using k8s;

namespace Scanner.Silo.Tests.PullSecrets;

/// <summary>An API server that answers as it is told, for what a real one cannot be made to do; notes what it is asked.</summary>
internal sealed class FakeApi(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer) : DelegatingHandler
{
    public List<string> Asked { get; } = [];

    public static FakeApi Answering(HttpStatusCode status, string content = "{}") => new((request, _) => Task.FromResult(
        new HttpResponseMessage(status) { Content = new StringContent(content), RequestMessage = request }));

    public static FakeApi Failing(Exception error) => new((_, _) => Task.FromException<HttpResponseMessage>(error));

    public static FakeApi Hanging() => new(async (_, cancellationToken) =>
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        return new HttpResponseMessage();
    });

    /// <summary>A client of it. There is one for each, which disposes of it.</summary>
    public IKubernetes Connect() => new Kubernetes(new KubernetesClientConfiguration { Host = "http://api.example" }, this);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Asked.Add(request.RequestUri!.PathAndQuery);
        return answer(request, cancellationToken);
    }
}
