using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Scanner.Webhook.Tests.Admission;

/// <summary>Every recording, over each version of HTTP, with a reviewer that allows and one that denies.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RecordingsOverHttpAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(
        MethodInfo testMethod, DisposalTracker disposalTracker) =>
        ValueTask.FromResult<IReadOnlyCollection<ITheoryDataRow>>(
            [.. Recording.All.SelectMany(row => Cases(row.Data))]);

    public override bool SupportsDiscoveryEnumeration() => true;

    private static IEnumerable<ITheoryDataRow> Cases(string name)
    {
        for (var version = 1; version <= 2; version++)
        {
            yield return new TheoryDataRow<string, int, bool>(name, version, true);
            yield return new TheoryDataRow<string, int, bool>(name, version, false);
        }
    }
}
