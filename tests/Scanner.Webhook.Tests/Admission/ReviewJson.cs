using System.Text;
using Scanner.Webhook.Admission;

namespace Scanner.Webhook.Tests.Admission;

/// <summary>Writes AdmissionReviews by hand.</summary>
internal static class ReviewJson
{
    public const string Uid = "705ab4f5-6393-11e8-b7cc-42010a800002";

    public const string Pod = """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"app","image":"nginx"}]}}""";

    public static string Of(
        string @object = Pod,
        string oldObject = "null",
        string operation = "CREATE",
        string kind = "Pod",
        string group = "",
        string more = "",
        string apiVersion = AdmissionReview.V1) =>
        $$$"""
        {"kind":"AdmissionReview","apiVersion":"{{{apiVersion}}}","request":{"uid":"{{{Uid}}}",{{{more}}}
        "kind":{"group":"{{{group}}}","version":"v1","kind":"{{{kind}}}"},"namespace":"team-a","name":"x",
        "operation":"{{{operation}}}","object":{{{@object}}},"oldObject":{{{oldObject}}}}}
        """;

    public static string PodOf(string spec, string metadata = "{}") => $$"""{"metadata":{{metadata}},"spec":{{spec}}}""";

    public static string PodOfImage(string image, string metadata = "{}") =>
        PodOf($$"""{"containers":[{"name":"app","image":"{{image}}"}]}""", metadata);

    public static AdmissionReview Read(string json) => AdmissionReviewReader.Read(Encoding.UTF8.GetBytes(json));

    /// <summary>Reads what must be refused, and returns the sentence.</summary>
    public static string ReadRefused(string json) => ReadRefused(Encoding.UTF8.GetBytes(json));

    /// <inheritdoc cref="ReadRefused(string)"/>
    public static string ReadRefused(ReadOnlyMemory<byte> json)
    {
        var refused = Assert.Throws<AdmissionReviewException>(() => AdmissionReviewReader.Read(json));
        Assert.Equal(400, refused.Status);
        Assert.InRange(refused.Message.Length, 1, 1_000);
        return refused.Message;
    }
}
