using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Scanner.Webhook.Admission;

namespace Scanner.Webhook.Tests.Admission;

/// <summary>Keeps what one class logs, admission unless told: <c>Information: Denied …</c>.</summary>
internal sealed class LogLines(Type? category = null) : ILoggerProvider, ILogger
{
    private readonly Channel<string> _arrivals = Channel.CreateUnbounded<string>();

    public ConcurrentQueue<string> Lines { get; } = new();

    /// <summary>The next line that nobody has waited for yet, as soon as it is there.</summary>
    public ValueTask<string> NextAsync(CancellationToken cancellationToken) => _arrivals.Reader.ReadAsync(cancellationToken);

    public ILogger CreateLogger(string categoryName) =>
        categoryName == (category ?? typeof(AdmissionHandler)).FullName ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var line = $"{logLevel}: {formatter(state, exception)}";
        Lines.Enqueue(line);
        _arrivals.Writer.TryWrite(line);
    }

    public void Dispose()
    {
    }
}
