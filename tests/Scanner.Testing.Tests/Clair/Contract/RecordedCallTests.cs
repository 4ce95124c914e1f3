namespace Scanner.Testing.Tests.Clair.Contract;

/// <summary>The contract against what the real Clair answered.</summary>
public sealed class RecordedCallTests : CallContract
{
    protected override CallOutcome OutcomeOf(string id) => RecordedCall.Errors.Single(call => call.Id == id).Outcome;
}
