using Scanner.Testing;

namespace Scanner.EndToEnd.Tests.World;

/// <summary>A silo or a webhook in a process of its own.</summary>
internal sealed class ScannerProcess : IAsyncDisposable
{
    /// <summary>Far longer than a start takes on a busy machine of two cores.</summary>
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(2);

    private readonly HttpClient _http;

    private ScannerProcess(string name, GuardedProcess program, Uri address, HttpClient http) =>
        (Name, Program, Address, _http) = (name, program, address, http);

    /// <summary>The program's.</summary>
    public string Name { get; }

    public GuardedProcess Program { get; }

    public Uri Address { get; }

    /// <summary>Starts the program and waits until its <c>/readyz</c> says exactly <c>ok</c>: a silo has joined, a webhook has reached one.</summary>
    public static async Task<ScannerProcess> StartAsync(
        string program, Uri address, IEnumerable<string> settings, HttpClient http, CancellationToken cancellationToken)
    {
        var guarded = await GuardedProcess.StartAsync(Path.Combine(AppContext.BaseDirectory, program), [$"--urls={address}", .. settings]);
        var process = new ScannerProcess(program, guarded, address, http);
        try
        {
            await guarded.WaitUntilAsync(process.IsReadyAsync, StartPatience, cancellationToken);
            return process;
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri(Address, "/readyz"), cancellationToken);
            return answer.IsSuccessStatusCode && await answer.Content.ReadAsStringAsync(cancellationToken) == "ok\n";
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public ValueTask DisposeAsync() => Program.DisposeAsync();
}
