using Microsoft.Extensions.Logging;

namespace Scanner.Silo.Tests.Storage.Support;

/// <summary>Everything that is logged, at every level, exceptions included.</summary>
internal sealed class LogLines : ILoggerProvider, ILogger
{
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> All
    {
        get { lock (_lines) return [.. _lines]; }
    }

    public int Count(string part) => All.Count(line => line.Contains(part, StringComparison.Ordinal));

    /// <summary>Waits for a line with <paramref name="part"/>.</summary>
    /// <param name="part">What to wait for.</param>
    /// <param name="meanwhile">Called again and again until then, to move a clock.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task WaitForAsync(string part, Action? meanwhile, CancellationToken cancellationToken)
    {
        while (Count(part) == 0)
        {
            meanwhile?.Invoke();
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_lines) _lines.Add($"{logLevel}: {formatter(state, exception)} {exception}");
    }

    public void Dispose()
    {
    }
}
