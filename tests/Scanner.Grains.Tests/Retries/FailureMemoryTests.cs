using Microsoft.Extensions.Time.Testing;
using Scanner.Failures;
using Scanner.Grains.Retries;

namespace Scanner.Grains.Tests.Retries;

public sealed class FailureMemoryTests
{
    private const string Mine = "my credentials";
    private const string Theirs = "their credentials";

    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Holding_NothingRemembered_IsNull() => Assert.Null(new FailureMemory<string>(_clock).Holding(Mine));

    [Fact]
    public void Remember_FirstFailure_HoldsForSecondsOnly()
    {
        var memory = new FailureMemory<string>(_clock);

        memory.Remember(Mine, new ScanException(FailureKind.NotFound, "no such tag"));

        Assert.NotNull(memory.Holding(Mine));
        _clock.Advance(FailureMemory<string>.FirstPause * 1.21);
        Assert.Null(memory.Holding(Mine));
        Assert.Equal("no such tag", memory.Last?.Message);
    }

    [Fact]
    public void Remember_FailureAfterFailure_PausesLongerUpToTheLimit()
    {
        var memory = new FailureMemory<string>(_clock);
        var pauses = Enumerable.Range(0, 20).Select(_ => memory.Remember(Mine, new ScanException(FailureKind.NotFound, "x")).RetryAt - _clock.GetUtcNow()).ToList();

        Assert.True(pauses[1] > pauses[0] && pauses[3] > pauses[2]);
        Assert.All(pauses, pause => Assert.InRange(pause, FailureMemory<string>.FirstPause, FailureMemory<string>.LongestPause * 1.21));
        Assert.Equal(20, memory.Last?.Attempts);
    }

    [Fact]
    public void Remember_RetryAfter_IsKeptEvenWhenLongerThanThePause()
    {
        var memory = new FailureMemory<string>(_clock);

        var failure = memory.Remember(Mine, new ScanException(FailureKind.RegistryThrottled, "x") { RetryAfter = TimeSpan.FromMinutes(7) });

        // With some more by chance: those who were told the same time must not come back together.
        Assert.InRange(failure.RetryAt - _clock.GetUtcNow(), TimeSpan.FromMinutes(7), TimeSpan.FromMinutes(7) * 1.2);
    }

    [Fact]
    public void Remember_UnforeseenError_KeepsItsTextFromTheUser()
    {
        var failure = new FailureMemory<string>(_clock).Remember(Mine, new InvalidOperationException("password=hunter2"));

        Assert.Equal(FailureKind.Internal, failure.Kind);
        Assert.DoesNotContain("hunter2", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Forget_AfterFailures_StartsOver()
    {
        var memory = new FailureMemory<string>(_clock);
        memory.Remember(Mine, new ScanException(FailureKind.NotFound, "x"));
        memory.Remember(Mine, new ScanException(FailureKind.NotFound, "x"));

        memory.Forget();

        Assert.Null(memory.Holding(Mine));
        Assert.Equal(1, memory.Remember(Mine, new ScanException(FailureKind.NotFound, "x")).Attempts);
    }

    [Fact]
    public void Holding_FailureOfTheirCredentials_DoesNotAnswerMine()
    {
        var memory = new FailureMemory<string>(_clock);

        memory.Remember(Theirs, new ScanException(FailureKind.RegistryThrottled, "x") { RetryAfter = TimeSpan.FromHours(1) });

        Assert.NotNull(memory.Holding(Theirs));
        Assert.Null(memory.Holding(Mine));
    }

    [Fact]
    public void Holding_FailureOfClair_AnswersEverybody()
    {
        var memory = new FailureMemory<string>(_clock);

        memory.Remember(Theirs, new ScanException(FailureKind.ClairUnavailable, "x"));

        Assert.NotNull(memory.Holding(Mine));
    }

    [Fact]
    public void Remember_ManySources_KeepsTheNewest()
    {
        var memory = new FailureMemory<string>(_clock);

        for (var i = 0; i <= FailureMemory<string>.MaxSources; i++) memory.Remember($"source {i}", new ScanException(FailureKind.NotFound, "x"));

        Assert.Null(memory.Holding("source 0"));
        Assert.NotNull(memory.Holding($"source {FailureMemory<string>.MaxSources}"));
    }

    [Fact]
    public void Remember_SiloGone_IsAnInterruptionAndPausesBriefly()
    {
        var failure = new FailureMemory<string>(_clock).Remember(Mine, new Orleans.Runtime.SiloUnavailableException("gone"));

        Assert.Equal(FailureKind.Interrupted, failure.Kind);
        Assert.Equal(FailureMemory<string>.PauseAfterInterruption, failure.RetryAt - _clock.GetUtcNow());
    }

    [Fact]
    public async Task Holding_SameCredentials_HoldsAndLooksOnceASecond()
    {
        var memory = new FailureMemory<string>(_clock);
        for (var i = 0; i < 5; i++) memory.Remember(Mine, Refusal("first"));
        var looks = 0;

        for (var i = 0; i < 30; i++)
        {
            Assert.NotNull(await memory.HoldingAsync(Mine, Look));
            _clock.Advance(FailureMemory<string>.LookInterval / 10);
        }

        Assert.Equal(2, looks);

        Task<string?> Look(string source)
        {
            looks++;
            return Task.FromResult<string?>("first");
        }
    }

    [Fact]
    public async Task Holding_OtherCredentials_LetsTheNextTryAtOnce()
    {
        var memory = new FailureMemory<string>(_clock);
        for (var i = 0; i < 9; i++) memory.Remember(Mine, Refusal("first"));

        Assert.NotNull(await memory.HoldingAsync(Mine, _ => Task.FromResult<string?>("second")));
        _clock.Advance(FailureMemory<string>.LookInterval);

        Assert.Null(await memory.HoldingAsync(Mine, _ => Task.FromResult<string?>("second")));
        Assert.Equal(1, memory.Remember(Mine, Refusal("second")).Attempts);
    }

    [Fact]
    public async Task Holding_CredentialsCannotBeLookedFor_Holds()
    {
        var memory = new FailureMemory<string>(_clock);
        for (var i = 0; i < 5; i++) memory.Remember(Mine, Refusal("first"));

        _clock.Advance(FailureMemory<string>.LookInterval);
        Assert.NotNull(await memory.HoldingAsync(Mine, _ => Task.FromResult<string?>(null)));
        _clock.Advance(FailureMemory<string>.LookInterval);
        Assert.NotNull(await memory.HoldingAsync(
            Mine, _ => Task.FromException<string?>(new Orleans.Runtime.SiloUnavailableException("gone"))));
        _clock.Advance(FailureMemory<string>.LookInterval);
        var never = memory.HoldingAsync(Mine, _ => new TaskCompletionSource<string?>().Task).AsTask();
        _clock.Advance(FailureMemory<string>.LookInterval);
        Assert.NotNull(await never);
    }

    [Fact]
    public async Task Holding_FailureOfAnotherKind_NeedsNoLook()
    {
        var memory = new FailureMemory<string>(_clock);
        memory.Remember(Mine, new ScanException(FailureKind.RegistryUnavailable, "x"));
        _clock.Advance(FailureMemory<string>.LookInterval);

        Assert.NotNull(await memory.HoldingAsync(Mine, _ => throw new InvalidOperationException("Nobody should look.")));
    }

    [Fact]
    public void Remember_CredentialsUnavailable_PausesBrieflyHoweverOften()
    {
        var memory = new FailureMemory<string>(_clock);
        for (var i = 0; i < 9; i++) memory.Remember(Mine, new ScanException(FailureKind.CredentialsUnavailable, "x"));

        Assert.Equal(FailureMemory<string>.FirstPause, memory.Last!.RetryAt - _clock.GetUtcNow());
        Assert.Null(memory.Holding(Theirs));
    }

    [Fact]
    public void Forget_OneSource_KeepsTheOthers()
    {
        var memory = new FailureMemory<string>(_clock);
        memory.Remember(Mine, Refusal("first"));
        memory.Remember(Theirs, Refusal("first"));

        memory.Forget(Mine);

        Assert.Null(memory.Holding(Mine));
        Assert.NotNull(memory.Holding(Theirs));
    }

    private static ScanException Refusal(string stamp) => new(FailureKind.Unauthorized, "x") { CredentialStamp = stamp };
}
