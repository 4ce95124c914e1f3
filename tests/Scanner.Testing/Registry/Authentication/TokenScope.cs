using System.Diagnostics.CodeAnalysis;

namespace Scanner.Testing.Registry.Authentication;

/// <summary>
/// Actions on one repository, written <c>repository:name:pull,push</c> (distribution, docs/spec/auth/scope.md).
/// </summary>
internal sealed record TokenScope(string Repository, IReadOnlyList<string> Actions)
{
    private const string Type = "repository:";

    public static bool TryParse(string text, [NotNullWhen(true)] out TokenScope? scope)
    {
        scope = null;
        var end = text.LastIndexOf(':');
        if (!text.StartsWith(Type, StringComparison.Ordinal) || end < Type.Length) return false;
        scope = new TokenScope(text[Type.Length..end], text[(end + 1)..].Split(',', StringSplitOptions.RemoveEmptyEntries));
        return true;
    }
}
