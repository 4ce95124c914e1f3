using Scanner.Webhook.Admission;

namespace Scanner.Webhook.Tests.Admission;

public sealed class RecordingTests
{
    [Theory, MemberData(nameof(Recording.All), MemberType = typeof(Recording))]
    public void Read_Recording_FindsWhatIsExpected(string name) =>
        Assert.Equal(Recording.ReadExpected(name), Recording.Describe(AdmissionReviewReader.Read(Recording.Read(name))));

    [Theory, MemberData(nameof(Recording.All), MemberType = typeof(Recording))]
    public void Read_Recording_KeepsVersionAndUid(string name)
    {
        var review = AdmissionReviewReader.Read(Recording.Read(name));

        Assert.Equal(Recording.ReadIdentity(name), (review.ApiVersion, review.Uid));
    }

    [Theory, MemberData(nameof(Recording.All), MemberType = typeof(Recording))]
    public void Read_RecordingShuffled_FindsTheSame(string name)
    {
        var reversed = ReversedJson.Of(Recording.Read(name));

        // Lists keep their order and objects do not, so the lines are the same and their order is not.
        Assert.Equal(
            Recording.ReadExpected(name).Split('\n').Order(StringComparer.Ordinal),
            Recording.Describe(AdmissionReviewReader.Read(reversed)).Split('\n').Order(StringComparer.Ordinal));
    }
}
