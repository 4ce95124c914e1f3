using Orleans.Concurrency;

namespace Scanner.Grains.Handover;

/// <summary>A grain that takes what it knows to another silo when its own stops.</summary>
[Alias("scanner.IHandover")]
internal interface IHandover : IGrain
{
    /// <summary>Has the grain move, as soon as it is idle. Its next caller finds it there.</summary>
    [AlwaysInterleave, Alias("HandOver")]
    Task HandOver(SiloAddress target);
}
