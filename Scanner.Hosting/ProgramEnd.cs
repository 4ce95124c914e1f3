using Microsoft.Extensions.Options;

namespace Scanner.Hosting;

public static class ProgramEnd
{
    /// <summary>
    /// Runs the program until it is told to stop. What keeps it from starting is said in one line, without the stack that the log has
    /// where it helps.
    /// </summary>
    /// <param name="build">Builds the program; it fails on settings that cannot be.</param>
    /// <returns>The exit code: 0, or 1 when it could not start or broke off.</returns>
    public static async Task<int> RunAsync(Func<WebApplication> build)
    {
        try
        {
            await using var app = build();
            await app.RunAsync();
            return 0;
        }
        catch (OptionsValidationException e)
        {
            foreach (var failure in e.Failures) await Console.Error.WriteLineAsync(failure);
            return 1;
        }
        catch (Exception e)
        {
            await Console.Error.WriteLineAsync($"{e.GetType().Name}: {e.Message}");
            return 1;
        }
    }
}
