using Scanner.Grains.Images;
using Scanner.Images;
using Scanner.Verdicts;

namespace Scanner.Grains.Tests.Images;

public sealed class SightingsTests
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 23, 0, 0, 0, TimeSpan.Zero);

    private readonly Sightings _sightings = new();

    [Fact]
    public void Note_SamePlaceTwice_KeepsFirstAndLast()
    {
        Assert.True(_sightings.Note(Question("registry.example/team/web", "team-a"), VerdictOutcome.Accepted, Monday));
        Assert.False(_sightings.Note(Question("registry.example/team/web", "team-a"), VerdictOutcome.Refused, Monday.AddHours(1)));

        var sighting = Assert.Single(_sightings.History.Sightings);
        Assert.Equal(("registry.example/team/web", "team-a"), (sighting.Repository, sighting.Namespace));
        Assert.Equal((Monday, Monday.AddHours(1)), (sighting.FirstAt, sighting.LastAt));
        Assert.Equal(VerdictOutcome.Refused, sighting.LastOutcome);
        Assert.Equal(Monday, _sightings.History.FirstSeenAt);
    }

    [Theory]
    [InlineData("registry.example/team/web", "team-b")]
    [InlineData("registry.example/team/app", "team-a")]
    [InlineData("registry.example:5000/team/web", "team-a")]
    public void Note_OtherPlace_IsKeptApart(string repository, string @namespace)
    {
        _sightings.Note(Question("registry.example/team/web", "team-a"), VerdictOutcome.Accepted, Monday);

        Assert.True(_sightings.Note(Question(repository, @namespace), VerdictOutcome.Accepted, Monday));
        Assert.Equal(2, _sightings.History.Sightings.Length);
    }

    [Fact]
    public void Note_MoreThanAreKept_ForgetsTheOneNotSeenForLongest()
    {
        for (var number = 0; number <= Sightings.Max; number++)
            _sightings.Note(Question("registry.example/team/web", $"team-{number}"), VerdictOutcome.Accepted, Monday.AddMinutes(number));

        Assert.Equal(Sightings.Max, _sightings.History.Sightings.Length);
        Assert.DoesNotContain(_sightings.History.Sightings, sighting => sighting.Namespace == "team-0");
        Assert.Equal(Monday, _sightings.History.FirstSeenAt);
    }

    [Fact]
    public void Recall_KeptHistory_IsTheSame()
    {
        _sightings.Note(Question("registry.example/team/web", "team-a"), VerdictOutcome.Accepted, Monday);
        var other = new Sightings();

        other.Recall(_sightings.History);

        Assert.Equal(_sightings.History.Sightings, other.History.Sightings);
        Assert.False(other.Note(Question("registry.example/team/web", "team-a"), VerdictOutcome.Accepted, Monday.AddHours(1)));
    }

    private static ImageQuestion Question(string repository, string @namespace) => new()
    {
        Image = ImageReference.Parse($"{repository}@sha256:{new string('a', 64)}"),
        PullContext = new PullContext { Namespace = @namespace },
        Rules = new VulnerabilityRules(),
        Patience = TimeSpan.Zero,
    };
}
