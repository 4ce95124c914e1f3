using System.Text.Json.Nodes;
using Scanner.Playground;

if (args is ["--help" or "-h"])
{
    Console.WriteLine(PlaygroundOptions.Usage);
    return 0;
}

if (PlaygroundOptions.Parse(args, out var error) is not { } options)
{
    Console.Error.WriteLine(error);
    Console.Error.WriteLine(PlaygroundOptions.Usage);
    return 2;
}

using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, key) =>
{
    key.Cancel = true;
    interrupted.Cancel();
};

await using var scanner = await OneProcessScanner.StartAsync(options.Scanner, interrupted.Token);
SampleReview.PushImages(scanner.RegistryStandIn);
Console.WriteLine($"Clair {scanner.Clair}  registry {scanner.Registry}  webhook {scanner.Webhook}validate");
Console.WriteLine();

// The webhook made its certificate a moment ago, for localhost alone.
using var handler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject == "CN=localhost" } };
using var client = new HttpClient(handler) { BaseAddress = scanner.Webhook };
var asExpected = true;
foreach (var review in SampleReview.Of(options, scanner.Registry))
{
    using var answer = await client.PostAsJsonAsync("/validate?timeout=30s", review.Body, interrupted.Token);
    answer.EnsureSuccessStatusCode();
    var response = (await answer.Content.ReadFromJsonAsync<JsonNode>(interrupted.Token))!["response"]!;
    Kubectl.Show(Console.Out, review, response);
    asExpected &= review.IsAllowed is null || review.IsAllowed == Kubectl.IsAllowed(response);
}

if (!asExpected) Console.Error.WriteLine("A decision is not the expected one.");
if (options.Once) return asExpected ? 0 : 1;

var sample = Path.Combine(Path.GetTempPath(), $"scanner-review-{Environment.ProcessId}.json");
await File.WriteAllTextAsync(sample, SampleReview.Of(options, scanner.Registry).First().Body.ToJsonString(), interrupted.Token);
Console.WriteLine("Try it yourself (Ctrl-C ends the playground):");
Console.WriteLine($"  curl -k -H 'Content-Type: application/json' -d @{sample} '{scanner.Webhook}validate?timeout=10s'");
try
{
    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, interrupted.Token);
}
catch (OperationCanceledException)
{
    File.Delete(sample);
}

return 0;
