using System.Text;

namespace Scanner.EndToEnd.Tests.Faults;

/// <summary>The rows so far, as Markdown; also in the file that <see cref="FileVariable"/> names, if it does.</summary>
internal sealed class FaultTable
{
    public const string FileVariable = "SCANNER_FAULT_TABLE";

    private readonly StringBuilder _text = new(FaultRow.Header + "\n");

    public async Task AddAsync(FaultRow row, CancellationToken cancellationToken)
    {
        _text.Append(row).Append('\n');
        if (Environment.GetEnvironmentVariable(FileVariable) is { Length: > 0 } file)
            await File.WriteAllTextAsync(file, ToString(), cancellationToken);
    }

    public override string ToString() => _text.ToString();
}
