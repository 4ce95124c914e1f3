using System.Reflection;

namespace Scanner.Webhook.Tests.Reviews;

/// <summary>
/// Any interface, answered by a function. A class that implements a grain's interface would be taken for a grain by the silos
/// of this process; a proxy is not.
/// </summary>
public class GrainStandIn : DispatchProxy
{
    private Func<MethodInfo, object?[], object?> _answer = null!;

    public static T Of<T>(Func<MethodInfo, object?[], object?> answer)
        where T : class
    {
        var proxy = Create<T, GrainStandIn>();
        ((GrainStandIn)(object)proxy)._answer = answer;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => _answer(targetMethod!, args ?? []);
}
