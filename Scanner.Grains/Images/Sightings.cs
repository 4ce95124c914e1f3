using Scanner.Verdicts;

namespace Scanner.Grains.Images;

/// <summary>Keeps an image's history, bounded. Called in the grain's turns, on the way of every answer.</summary>
internal sealed class Sightings
{
    /// <summary>Pairs of repository and namespace that are remembered; the one not seen for longest gives way to one more.</summary>
    public const int Max = 32;

    private readonly List<Entry> _entries = [];
    private DateTimeOffset? _firstSeenAt;

    public ImageHistory History => new()
    {
        FirstSeenAt = _firstSeenAt,
        Sightings = [.. _entries.OrderBy(entry => entry.LastAt).Select(entry => new ImageSighting
        {
            Repository = entry.Repository,
            Namespace = entry.Namespace,
            FirstAt = entry.FirstAt,
            LastAt = entry.LastAt,
            LastOutcome = entry.LastOutcome,
        })],
    };

    /// <summary>Takes up a history that was kept.</summary>
    public void Recall(ImageHistory history)
    {
        _firstSeenAt = history.FirstSeenAt;
        _entries.Clear();
        _entries.AddRange(history.Sightings.Select(sighting => new Entry(sighting.Repository, sighting.Namespace, sighting.FirstAt)
        {
            LastAt = sighting.LastAt,
            LastOutcome = sighting.LastOutcome,
        }));
    }

    /// <returns>Whether the pair was not known.</returns>
    public bool Note(ImageQuestion question, VerdictOutcome outcome, DateTimeOffset now)
    {
        _firstSeenAt ??= now;
        var entry = Find(question);
        var isNew = entry is null;
        if (entry is null)
        {
            if (_entries.Count >= Max) _entries.Remove(_entries.MinBy(old => old.LastAt)!);
            _entries.Add(entry = new Entry(question.Image.Name, question.PullContext.Namespace, now));
        }

        (entry.LastAt, entry.LastOutcome) = (now, outcome);
        return isNew;
    }

    private Entry? Find(ImageQuestion question)
    {
        foreach (var entry in _entries)
            if (entry.Is(question)) return entry;
        return null;
    }

    private sealed class Entry(string repository, string @namespace, DateTimeOffset firstAt)
    {
        public string Repository => repository;

        public string Namespace => @namespace;

        public DateTimeOffset FirstAt => firstAt;

        public DateTimeOffset LastAt { get; set; }

        public VerdictOutcome LastOutcome { get; set; }

        // Without putting the name together anew for each question.
        public bool Is(ImageQuestion question) => @namespace == question.PullContext.Namespace
            && repository.Length == question.Image.Registry.Length + 1 + question.Image.Repository.Length
            && repository.EndsWith(question.Image.Repository, StringComparison.Ordinal)
            && repository.StartsWith(question.Image.Registry, StringComparison.Ordinal);
    }
}
