using System.Text;

namespace Scanner.Grains.Registry.Auth;

/// <summary>
/// Reads WWW-Authenticate. The grammar (RFC 9110 sections 5.6 and 11.6.1) separates both challenges and parameters by commas:
/// <code>
/// WWW-Authenticate = #challenge
/// challenge        = auth-scheme [ 1*SP ( token68 / #auth-param ) ]
/// auth-param       = token BWS "=" BWS ( token / quoted-string )
/// </code>
/// so that a token after a comma is a parameter's name if '=' follows, and the next scheme otherwise.
/// </summary>
internal ref struct AuthChallengeParser
{
    private readonly ReadOnlySpan<char> _text;
    private int _at;

    private AuthChallengeParser(ReadOnlySpan<char> text) => _text = text;

    /// <summary>The challenges of all the header's values, in order; what cannot be read ends its value early.</summary>
    public static IReadOnlyList<AuthChallenge> Parse(IEnumerable<string> values)
    {
        var challenges = new List<AuthChallenge>();
        foreach (var value in values) new AuthChallengeParser(value).ReadAll(challenges);
        return challenges;
    }

    private void ReadAll(List<AuthChallenge> challenges)
    {
        while (true)
        {
            SkipSeparators();
            var scheme = ReadToken();
            if (scheme.Length == 0) return;
            var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            challenges.Add(new AuthChallenge(scheme.ToString(), parameters));
            if (!SkipSpaces()) continue;
            if (SkipToken68()) continue;
            while (TryReadParameter(parameters)) SkipSeparators();
        }
    }

    private bool TryReadParameter(Dictionary<string, string> parameters)
    {
        var start = _at;
        var name = ReadToken();
        SkipSpaces();
        if (name.Length == 0 || Peek() != '=')
        {
            _at = start;
            return false;
        }
        _at++;
        SkipSpaces();
        var value = Peek() == '"' ? ReadQuoted() : ReadToken().ToString();
        if (value is null) return false;
        parameters.TryAdd(name.ToString(), value);
        return true;
    }

    // Null for a string that is never closed, which ends the value.
    private string? ReadQuoted()
    {
        var value = new StringBuilder();
        for (_at++; _at < _text.Length; _at++)
        {
            var c = _text[_at];
            if (c == '"')
            {
                _at++;
                return value.ToString();
            }
            if (c == '\\' && _at + 1 < _text.Length) c = _text[++_at];
            value.Append(c);
        }
        return null;
    }

    // Some schemes carry one opaque value in place of parameters. None of them is ours, so it is only stepped over.
    private bool SkipToken68()
    {
        var at = _at;
        while (at < _text.Length && (char.IsAsciiLetterOrDigit(_text[at]) || "-._~+/".Contains(_text[at]))) at++;
        if (at == _at) return false;
        while (at < _text.Length && _text[at] == '=') at++;
        var end = at;
        while (end < _text.Length && _text[end] is ' ' or '\t') end++;
        if (end < _text.Length && _text[end] != ',') return false;
        _at = end;
        return true;
    }

    private ReadOnlySpan<char> ReadToken()
    {
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || "!#$%&'*+-.^_`|~".Contains(_text[_at]))) _at++;
        return _text[start.._at];
    }

    private readonly char Peek() => _at < _text.Length ? _text[_at] : '\0';

    private bool SkipSpaces()
    {
        var start = _at;
        while (Peek() is ' ' or '\t') _at++;
        return _at > start;
    }

    private void SkipSeparators()
    {
        while (Peek() is ' ' or '\t' or ',') _at++;
    }
}
