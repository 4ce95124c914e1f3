using System.Buffers;
using System.Text;
using System.Text.Json;
using Scanner.Webhook.Admission;
using Scanner.Webhook.Reviews;

namespace Scanner.Webhook.Tests.Admission;

public sealed class AdmissionResponseWriterTests
{
    [Theory]
    [InlineData(AdmissionReview.V1)]
    [InlineData(AdmissionReview.V1Beta1)]
    public void Write_Allowed_IsNoMoreThanNeeded(string apiVersion) => Assert.Equal(
        $$$"""{"kind":"AdmissionReview","apiVersion":"{{{apiVersion}}}","response":{"uid":"u-1","allowed":true}}""",
        Write(AdmissionResponses.Allowed(), apiVersion));

    [Fact]
    public void Write_Denied_HasStatus() => Assert.Equal(
        """{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","response":{"uid":"u-1","allowed":false"""
        + ""","status":{"code":403,"reason":"Forbidden","message":"No."}}}""",
        Write(AdmissionResponses.Denied("No.")));

    [Fact]
    public void Write_Everything_IsInTheAnswer() => Assert.Equal(
        """{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","response":{"uid":"u-1","allowed":true"""
        + ""","auditAnnotations":{"digests":"a, b","example.com.key":"c"},"warnings":["one","two"]}}""",
        Write(new Decision
        {
            Allowed = true,
            Warnings = ["one", "two"],
            AuditAnnotations = [new("digests", "a, b"), new("example.com/key", "c")],
        }));

    [Fact]
    public void Write_DefaultArrays_AreLeftOut()
    {
        var answer = Write(new Decision { Allowed = true, Warnings = default, AuditAnnotations = default });

        Assert.DoesNotContain("warnings", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("auditAnnotations", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    public void Write_DeniedWithoutMessage_SaysSo(string? message) => Assert.Equal(
        "Scanner denied this without saying why.", MessageOf(Write(new Decision { Allowed = false, Message = message })));

    [Fact]
    public void Write_LongMessage_IsCut()
    {
        var message = MessageOf(Write(AdmissionResponses.Denied("line\n" + new string('x', 20_000))));

        Assert.Equal(AdmissionLimits.MaxMessageLength, message.Length);
        Assert.StartsWith("line\nx", message, StringComparison.Ordinal);
        Assert.EndsWith("x…", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_OddCharacters_StayValidJson() =>
        Assert.Equal("\"\u0001\ufffd€😀", MessageOf(Write(AdmissionResponses.Denied("\"\u0001\ud800€😀"))));

    [Fact]
    public void Write_LongAuditValue_IsCut()
    {
        var decision = new Decision { Allowed = true, AuditAnnotations = [new("k", new string('v', 5_000))] };
        using var answer = JsonDocument.Parse(Write(decision));

        var value = answer.RootElement.GetProperty("response").GetProperty("auditAnnotations").GetProperty("k").GetString();

        Assert.Equal(AdmissionLimits.MaxAuditValueLength, value!.Length);
    }

    [Fact]
    public void Errored_IsADenial() => Assert.False(AdmissionResponses.Errored().Allowed);

    private static string Write(Decision decision, string apiVersion = AdmissionReview.V1)
    {
        var output = new ArrayBufferWriter<byte>();
        var review = new AdmissionReview { ApiVersion = apiVersion, Uid = "u-1" };
        var length = AdmissionResponseWriter.Write(output, review, decision);
        Assert.Equal(length, output.WrittenCount);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static string MessageOf(string answer)
    {
        using var json = JsonDocument.Parse(answer);
        return json.RootElement.GetProperty("response").GetProperty("status").GetProperty("message").GetString()!;
    }
}
