using System.Text;
using Scanner.Webhook.Admission;

namespace Scanner.Webhook.Tests.Admission;

public sealed class AdmissionReviewReaderTests
{
    [Fact]
    public void Read_PodCreate_ReadsEveryField()
    {
        var review = ReviewJson.Read(ReviewJson.Of(more: "\"subResource\":\"ephemeralcontainers\","));

        Assert.Equal(AdmissionReview.V1, review.ApiVersion);
        Assert.Equal(ReviewJson.Uid, review.Uid);
        Assert.Equal(AdmissionOperation.Create, review.Operation);
        Assert.Equal("", review.Group);
        Assert.Equal("Pod", review.Kind);
        Assert.Equal("team-a", review.Namespace);
        Assert.Equal("x", review.Name);
        Assert.Equal("ephemeralcontainers", review.SubResource);
        Assert.Equal("p", review.Object!.Metadata.Name);
        Assert.Null(review.OldObject);
    }

    [Theory]
    [InlineData("", "The body is empty; send an AdmissionReview as JSON.")]
    [InlineData(" \r\n\t", "The body is empty; send an AdmissionReview as JSON.")]
    [InlineData("[]", "The body is an array; expected an AdmissionReview, which is an object.")]
    [InlineData("null", "The body is null; expected an AdmissionReview, which is an object.")]
    [InlineData("{}", "The body's kind is missing; expected \"AdmissionReview\".")]
    [InlineData("""{"kind":"Pod","apiVersion":"v1"}""", "The body's kind is \"Pod\"; expected \"AdmissionReview\".")]
    [InlineData("""{"kind":7}""", "kind is a number; expected a string.")]
    [InlineData(
        """{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v2"}""",
        "The AdmissionReview's apiVersion is \"admission.k8s.io/v2\"; Scanner reads \"admission.k8s.io/v1\" and "
        + "\"admission.k8s.io/v1beta1\", so list these in the webhook configuration's admissionReviewVersions.")]
    [InlineData(
        """{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1"}""",
        "The AdmissionReview has no request; send it as the kube-apiserver does.")]
    [InlineData(
        """{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":null}""",
        "request is null; expected an object.")]
    [InlineData(
        """{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{}}""",
        "The AdmissionReview has no request.uid, without which no answer can be matched to it.")]
    [InlineData(
        """{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":""}}""",
        "The AdmissionReview has no request.uid, without which no answer can be matched to it.")]
    [InlineData(
        """{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"a\nb"}}""",
        "request.uid is \"a b\"; expected at most 128 printable ASCII characters.")]
    [InlineData("""{"request":{"uid":1}}""", "request.uid is a number; expected a string.")]
    [InlineData("""{"request":{"kind":"Pod"}}""", "request.kind is a string; expected an object.")]
    [InlineData("""{"request":{"object":[]}}""", "request.object is an array; expected an object.")]
    [InlineData("""{"request":{"oldObject":true}}""", "request.oldObject is a boolean; expected an object.")]
    [InlineData("""{"request":{"object":{"metadata":[]}}}""", "metadata is an array; expected an object.")]
    [InlineData("""{"request":{"object":{"metadata":{"name":{}}}}}""", "metadata.name is an object; expected a string.")]
    public void Read_NoReview_SaysWhatIsWrong(string json, string expected) =>
        Assert.Equal(expected, ReviewJson.ReadRefused(json));

    [Theory]
    [InlineData("this is not JSON")]
    [InlineData("{\"kind\":\"AdmissionReview\"} {}")]
    [InlineData("{'kind':'AdmissionReview'}")]
    [InlineData("{\"kind\":\"AdmissionReview\",}")]
    [InlineData("// a comment\n{}")]
    [InlineData("\ufeff{}")]
    [InlineData("{\"kind\":\"a\u0001\"}")]
    [InlineData("""{"kind":"\ud800"}""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"request":{"object":{"spec":{"containers":[{"image":"\udc00"}]}}}}""")]
    public void Read_NotJson_IsRefused(string json) =>
        Assert.StartsWith("The body is not readable JSON: ", ReviewJson.ReadRefused(json), StringComparison.Ordinal);

    [Theory]
    [InlineData(0xff)]
    [InlineData(0xc3)]
    [InlineData(0x80)]
    public void Read_InvalidUtf8_IsRefused(byte bad)
    {
        var json = Encoding.UTF8.GetBytes(ReviewJson.Of());
        json[Encoding.UTF8.GetString(json).IndexOf("nginx", StringComparison.Ordinal)] = bad;

        Assert.StartsWith("The body is not UTF-8;", ReviewJson.ReadRefused(json), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_CutAtAnyByte_IsRefused()
    {
        var whole = Recording.Read("v1.36/019-create-core-pods-volimg").AsMemory().TrimEnd("\n"u8);

        for (var length = 0; length < whole.Length; length++) ReviewJson.ReadRefused(whole[..length]);

        Assert.NotNull(AdmissionReviewReader.Read(whole));
    }

    [Fact]
    public void Read_AnyByteDamaged_IsReadOrRefused()
    {
        var json = Recording.Read("v1.36/018-update-core-pods-ephemeralcontainers-live");
        foreach (var damage in "\0\"{[}],:\\x\u007f"u8.ToArray())
        {
            for (var i = 0; i < json.Length; i++)
            {
                var original = json[i];
                json[i] = damage;
                var fault = Record.Exception(() => AdmissionReviewReader.Read(json));
                Assert.True(fault is null or AdmissionReviewException, $"byte {i} as {damage}: {fault}");
                json[i] = original;
            }
        }
    }

    [Theory]
    [InlineData("kind", "{\"kind\":\"AdmissionReview\",\"kind\":\"AdmissionReview\"}")]
    [InlineData("apiVersion", "{\"apiVersion\":null,\"apiVersion\":\"admission.k8s.io/v1\"}")]
    [InlineData("request", "{\"request\":{},\"request\":{}}")]
    [InlineData("request", "{\"request\":{},\"\\u0072equest\":{}}")]
    [InlineData("request.uid", "{\"request\":{\"uid\":\"a\",\"uid\":\"b\"}}")]
    [InlineData("request.operation", "{\"request\":{\"operation\":\"DELETE\",\"operation\":\"CREATE\"}}")]
    [InlineData("request.kind", "{\"request\":{\"kind\":{},\"kind\":{}}}")]
    [InlineData("request.kind.kind", "{\"request\":{\"kind\":{\"kind\":\"Pod\",\"kind\":\"Job\"}}}")]
    [InlineData("request.kind.group", "{\"request\":{\"kind\":{\"group\":\"\",\"group\":\"apps\"}}}")]
    [InlineData("request.subResource", "{\"request\":{\"subResource\":\"scale\",\"subResource\":\"\"}}")]
    [InlineData("request.name", "{\"request\":{\"name\":\"a\",\"name\":\"a\"}}")]
    [InlineData("request.namespace", "{\"request\":{\"namespace\":\"a\",\"namespace\":\"a\"}}")]
    [InlineData("request.object", "{\"request\":{\"object\":{},\"object\":{}}}")]
    [InlineData("request.oldObject", "{\"request\":{\"oldObject\":null,\"oldObject\":{}}}")]
    [InlineData("request.object.metadata", "{\"request\":{\"object\":{\"metadata\":{},\"metadata\":{}}}}")]
    public void Read_FieldTwice_IsRefused(string field, string json) =>
        Assert.Equal($"{field} is there twice; send it once.", ReviewJson.ReadRefused(json));

    [Fact]
    public void Read_LongTexts_AreCutInTheSentence()
    {
        var longText = new string('x', 100_000);

        Assert.Equal(
            $"The body's kind is \"{new string('x', 63)}…\"; expected \"AdmissionReview\".",
            ReviewJson.ReadRefused($$"""{"kind":"{{longText}}"}"""));
        ReviewJson.ReadRefused($$"""{"kind":"AdmissionReview","apiVersion":"{{longText}}"}""");
        ReviewJson.ReadRefused(ReviewJson.Of().Replace(ReviewJson.Uid, longText, StringComparison.Ordinal));
        ReviewJson.ReadRefused(ReviewJson.Of().Replace("team-a", longText, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(AdmissionLimits.MaxUidLength, true)]
    [InlineData(AdmissionLimits.MaxUidLength + 1, false)]
    public void Read_UidOfLength_IsReadUpToTheLimit(int length, bool isRead)
    {
        var json = ReviewJson.Of().Replace(ReviewJson.Uid, new string('u', length), StringComparison.Ordinal);

        if (isRead) Assert.Equal(length, ReviewJson.Read(json).Uid.Length);
        else ReviewJson.ReadRefused(json);
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    [InlineData("[{\"containers\":[{\"image\":\"a\",\"volumes\":", "}]}]")]
    public void Read_ValueNestedDeeply_IsRefused(string open, string close)
    {
        const int Levels = 100_000;
        var opened = new StringBuilder().Insert(0, open, Levels).Append("null").ToString();
        var nested = opened + new StringBuilder().Insert(0, close, Levels);

        var inObject = ReviewJson.ReadRefused(ReviewJson.Of(ReviewJson.PodOf(nested)));
        var inMetadata = ReviewJson.ReadRefused(ReviewJson.Of(ReviewJson.PodOf("{}", $$"""{"managedFields":{{nested}}}""")));
        var outside = ReviewJson.ReadRefused(ReviewJson.Of(more: $"\"userInfo\":{nested},"));
        var notClosed = ReviewJson.ReadRefused(ReviewJson.Of(ReviewJson.PodOf(opened)));

        Assert.All(
            [inObject, inMetadata, outside, notClosed],
            message => Assert.EndsWith("complete and at most 128 levels deep.", message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void Read_ValueAtTheDepthLimit_IsRead(int beyond, bool isRead)
    {
        // The review, its request, the object and the spec are four levels.
        var levels = AdmissionLimits.MaxDepth - 4 + beyond;
        var json = ReviewJson.Of(ReviewJson.PodOf($"{{\"a\":{new string('[', levels)}{new string(']', levels)}}}"));

        if (isRead) Assert.Empty(ReviewJson.Read(json).Object!.Pods);
        else ReviewJson.ReadRefused(json);
    }

    [Theory]
    [InlineData("CREATE", nameof(AdmissionOperation.Create))]
    [InlineData("UPDATE", nameof(AdmissionOperation.Update))]
    [InlineData("DELETE", nameof(AdmissionOperation.Delete))]
    [InlineData("CONNECT", nameof(AdmissionOperation.Connect))]
    [InlineData("delete", nameof(AdmissionOperation.Other))]
    [InlineData("", nameof(AdmissionOperation.Other))]
    public void Read_Operation_IsKnown(string text, string expected) =>
        Assert.Equal(expected, ReviewJson.Read(ReviewJson.Of(operation: text)).Operation.ToString());
}
