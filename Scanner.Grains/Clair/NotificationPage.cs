using System.Collections.Immutable;

namespace Scanner.Grains.Clair;

/// <summary>A part of what a changed vulnerability means.</summary>
internal sealed record NotificationPage
{
    /// <summary>The answer to a page token that the backend takes no more; only the first page needs none.</summary>
    public static NotificationPage Expired { get; } = new() { HasExpired = true };

    public bool HasExpired { get; private init; }

    /// <summary>The vulnerability as it is now; null where it is gone.</summary>
    public string? Vulnerability { get; init; }

    /// <summary>Names of ancestries that it affects, in no order.</summary>
    public ImmutableArray<string> Ancestries { get; init; } = [];

    /// <summary>Leads to the next page; null on the last.</summary>
    public string? NextPage { get; init; }

    /// <summary>The backend has marked it as read already: Clair does so once its webhook was answered.</summary>
    public bool IsMarked { get; init; }
}
