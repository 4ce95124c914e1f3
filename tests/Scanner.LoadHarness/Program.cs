using System.Runtime.InteropServices;
using Scanner.LoadHarness;
using Scanner.LoadHarness.Processes;
using Scanner.LoadHarness.Scenarios;

if (args is [BareEndpoint.Verb, .. var bareArguments])
{
    await BareEndpoint.RunAsync(bareArguments);
    return 0;
}

if (args is [Guard.Verb, .. var command]) return await Guard.RunAsync(command);

if (HarnessOptions.Parse(args, out var error) is not { } options)
{
    if (error is not null) Console.Error.WriteLine(error);
    (error is null ? Console.Out : Console.Error).WriteLine(HarnessOptions.Usage);
    return error is null ? 0 : 2;
}

using var interrupted = new CancellationTokenSource();
using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
try
{
    var succeeded = options.Scenario switch
    {
        HarnessOptions.Warm => await new RatioScenario(RatioGoal.Warm, options, Console.Out).RunAsync(interrupted.Token),
        HarnessOptions.Grains => await new RatioScenario(RatioGoal.Grains, options, Console.Out).RunAsync(interrupted.Token),
        HarnessOptions.Cold => await new ColdScenario(options, Console.Out).RunAsync(interrupted.Token),
        HarnessOptions.Move => await new MoveScenario(options, Console.Out).RunAsync(interrupted.Token),
        HarnessOptions.Restart => await new RestartScenario(options, Console.Out).RunAsync(interrupted.Token),
        _ => await new HerdScenario(options, Console.Out).RunAsync(interrupted.Token),
    };
    return succeeded ? 0 : 1;
}
catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
{
    Console.Error.WriteLine("Interrupted; everything that was started is stopped.");
    return 130;
}
catch (HarnessException fault)
{
    Console.Error.WriteLine(fault.Message);
    return 1;
}

void Interrupt(PosixSignalContext signal)
{
    signal.Cancel = true;
    interrupted.Cancel();
}
