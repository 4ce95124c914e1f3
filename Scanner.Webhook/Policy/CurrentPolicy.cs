using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Scanner.Webhook.Policy;

/// <summary>
/// Follows the configuration from one valid policy to the next. A bad edit at run time leaves the last valid one in force: it
/// must not stop a cluster. At the start there is no last one, so there a bad policy fails the start.
/// </summary>
internal sealed partial class CurrentPolicy(
    IOptionsFactory<PolicyOptions> factory,
    IEnumerable<IOptionsChangeTokenSource<PolicyOptions>> sources,
    ILogger<CurrentPolicy> logger) : ICurrentPolicy, IHostedService
{
    private readonly Lock _reading = new();
    private volatile ActivePolicy? _value;
    private IDisposable[] _subscriptions = [];

    public ActivePolicy Value => _value ?? throw new InvalidOperationException("The policy is read when the host starts.");

    /// <exception cref="OptionsValidationException">The policy is not valid.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        Read();
        _subscriptions = [.. sources.Select(source => ChangeToken.OnChange(source.GetChangeToken, ReadAgain))];
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var subscription in _subscriptions) subscription.Dispose();
        return Task.CompletedTask;
    }

    private void Read()
    {
        // Of two changes at once, the one that reads last must also be the one that is kept.
        lock (_reading) _value = ActivePolicy.Of(factory.Create(Options.DefaultName));
    }

    private void ReadAgain()
    {
        try
        {
            Read();
        }
        // The binder and the validators throw different exceptions for what is the same mistake to the operator.
        catch (Exception e)
        {
            LogInvalid(e.Message);
        }
    }

    [LoggerMessage(
        LogLevel.Error,
        "The changed policy is not valid, so the one before stays in force until it is corrected: {Reason}")]
    private partial void LogInvalid(string reason);
}
