namespace Scanner.Grains.Posts;

/// <summary>A post in flight.</summary>
/// <param name="Id">The holder's.</param>
/// <param name="Subject">What is posted: a digest.</param>
/// <param name="Registry">Where Clair fetches it.</param>
/// <param name="LapsesAt">When the place is given away unless the holder renews it.</param>
[GenerateSerializer, Immutable, Alias("scanner.HeldPlace")]
internal sealed record HeldPlace(
    [property: Id(0)] Guid Id, [property: Id(1)] string Subject, [property: Id(2)] string Registry,
    [property: Id(3)] DateTimeOffset LapsesAt);
