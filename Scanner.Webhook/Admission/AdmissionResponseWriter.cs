using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Scanner.Webhook.Reviews;
using Scanner.Webhook.Workloads;

namespace Scanner.Webhook.Admission;

/// <summary>Writes a decision as the AdmissionReview that answers a request: in its version, with its uid, and bounded.</summary>
internal static class AdmissionResponseWriter
{
    /// <summary>Of a denial that came without a message; the kube-apiserver would otherwise say nothing at all.</summary>
    private const string NoMessage = "Scanner denied this without saying why.";

    /// <returns>How many bytes were written.</returns>
    public static long Write(IBufferWriter<byte> output, AdmissionReview review, Decision decision)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true });
        json.WriteStartObject();
        json.WriteString("kind"u8, "AdmissionReview"u8);
        json.WriteString("apiVersion"u8, review.ApiVersion);
        json.WriteStartObject("response"u8);
        json.WriteString("uid"u8, review.Uid);
        json.WriteBoolean("allowed"u8, decision.Allowed);
        if (!decision.Allowed) WriteStatus(json, decision.Message);
        WriteAuditAnnotations(json, decision.AuditAnnotations);
        WriteWarnings(json, decision.Warnings);
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return json.BytesCommitted;
    }

    private static void WriteStatus(Utf8JsonWriter json, string? message)
    {
        json.WriteStartObject("status"u8);
        json.WriteNumber("code"u8, StatusCodes.Status403Forbidden);
        json.WriteString("reason"u8, "Forbidden"u8);
        json.WriteString(
            "message"u8,
            string.IsNullOrWhiteSpace(message) ? NoMessage : Excerpt.Cut(message, AdmissionLimits.MaxMessageLength));
        json.WriteEndObject();
    }

    private static void WriteAuditAnnotations(Utf8JsonWriter json, ImmutableArray<KeyValuePair<string, string>> annotations)
    {
        if (annotations.IsDefaultOrEmpty) return;
        json.WriteStartObject("auditAnnotations"u8);
        foreach (var (key, value) in annotations)
        {
            // The kube-apiserver puts "<webhook>/" before the key, and a qualified name has one slash.
            json.WriteString(key.Replace('/', '.'), Excerpt.Cut(value, AdmissionLimits.MaxAuditValueLength));
        }
        json.WriteEndObject();
    }

    private static void WriteWarnings(Utf8JsonWriter json, ImmutableArray<string> warnings)
    {
        if (warnings.IsDefaultOrEmpty) return;
        json.WriteStartArray("warnings"u8);
        foreach (var warning in AdmissionWarnings.Fit(warnings)) json.WriteStringValue(warning);
        json.WriteEndArray();
    }
}
