using Microsoft.Extensions.Time.Testing;
using Scanner.Failures;
using Scanner.Grains.Retries;

namespace Scanner.Grains.Tests.Retries;

public sealed class FailureMemoryTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Holds_NothingRemembered_IsFalse() => Assert.False(new FailureMemory(_clock).Holds);

    [Fact]
    public void Remember_FirstFailure_HoldsForSecondsOnly()
    {
        var memory = new FailureMemory(_clock);

        memory.Remember(new ScanException(FailureKind.NotFound, "no such tag"));

        Assert.True(memory.Holds);
        _clock.Advance(FailureMemory.FirstPause * 1.21);
        Assert.False(memory.Holds);
        Assert.Equal("no such tag", memory.Last?.Message);
    }

    [Fact]
    public void Remember_FailureAfterFailure_PausesLongerUpToTheLimit()
    {
        var memory = new FailureMemory(_clock);
        var pauses = Enumerable.Range(0, 20).Select(_ => memory.Remember(new ScanException(FailureKind.NotFound, "x")).RetryAt - _clock.GetUtcNow()).ToList();

        Assert.True(pauses[1] > pauses[0] && pauses[3] > pauses[2]);
        Assert.All(pauses, pause => Assert.InRange(pause, FailureMemory.FirstPause, FailureMemory.LongestPause * 1.21));
        Assert.Equal(20, memory.Last?.Attempts);
    }

    [Fact]
    public void Remember_RetryAfter_IsKeptEvenWhenLongerThanThePause()
    {
        var memory = new FailureMemory(_clock);

        var failure = memory.Remember(new ScanException(FailureKind.RegistryThrottled, "x") { RetryAfter = TimeSpan.FromMinutes(7) });

        Assert.Equal(TimeSpan.FromMinutes(7), failure.RetryAt - _clock.GetUtcNow());
    }

    [Fact]
    public void Remember_UnforeseenError_KeepsItsTextFromTheUser()
    {
        var failure = new FailureMemory(_clock).Remember(new InvalidOperationException("password=hunter2"));

        Assert.Equal(FailureKind.Internal, failure.Kind);
        Assert.DoesNotContain("hunter2", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Forget_AfterFailures_StartsOver()
    {
        var memory = new FailureMemory(_clock);
        memory.Remember(new ScanException(FailureKind.NotFound, "x"));
        memory.Remember(new ScanException(FailureKind.NotFound, "x"));

        memory.Forget();

        Assert.False(memory.Holds);
        Assert.Equal(1, memory.Remember(new ScanException(FailureKind.NotFound, "x")).Attempts);
    }
}
