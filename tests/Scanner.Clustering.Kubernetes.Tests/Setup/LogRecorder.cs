using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Scanner.Clustering.Kubernetes.Tests.Setup;

/// <summary>Keeps what was logged.</summary>
internal sealed class LogRecorder : ILoggerProvider
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> _lines = new();
    private readonly TaskCompletionSource _firstError = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<(LogLevel Level, string Text)> Lines => [.. _lines];

    public IEnumerable<string> Errors => Lines.Where(line => line.Level == LogLevel.Error).Select(line => line.Text);

    /// <summary>Ends when the first error is logged.</summary>
    public Task FirstError => _firstError.Task;

    public ILogger<T> For<T>() => new Logger<T>(this);

    public ILogger CreateLogger(string categoryName) => For<LogRecorder>();

    public void Dispose()
    {
    }

    private void Add(LogLevel level, string text)
    {
        _lines.Enqueue((level, text));
        if (level == LogLevel.Error) _firstError.TrySetResult();
    }

    private sealed class Logger<T>(LogRecorder recorder) : ILogger<T>
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            recorder.Add(logLevel, formatter(state, exception));
    }
}
