using System.Text.Json.Nodes;

namespace Scanner.Playground;

/// <summary>Shows an answer the way kubectl shows it to whoever ran <c>kubectl apply</c>.</summary>
internal static class Kubectl
{
    private const string WebhookName = "images.scanner.example";

    public static void Show(TextWriter output, SampleReview review, JsonNode response)
    {
        output.WriteLine($"$ kubectl apply -f {review.File}");
        foreach (var warning in response["warnings"]?.AsArray() ?? []) output.WriteLine($"Warning: {warning}");
        if (IsAllowed(response))
        {
            output.WriteLine($"{review.Object} created");
        }
        else
        {
            var status = response["status"]!;
            output.WriteLine($"Error from server ({status["reason"]}): error when creating \"{review.File}\": admission webhook "
                + $"\"{WebhookName}\" denied the request: {status["message"]}");
        }

        output.WriteLine();
    }

    public static bool IsAllowed(JsonNode response) => response["allowed"]!.GetValue<bool>();
}
