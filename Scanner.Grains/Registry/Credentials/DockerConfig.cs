using System.Text;
using System.Text.Json;
using Scanner.Grains.Registry.Transport;

namespace Scanner.Grains.Registry.Credentials;

/// <summary>
/// The credentials in a Docker <c>config.json</c>, which is also the content of a pull secret of type
/// <c>kubernetes.io/dockerconfigjson</c>; found for an image the way the kubelet finds them.
/// </summary>
public sealed class DockerConfig
{
    /// <summary>More entries than a file of the largest allowed size holds in practice.</summary>
    internal const int MaxEntries = 2000;

    /// <summary>Characters of an entry's name that a message quotes.</summary>
    private const int MaxName = 100;

    private readonly List<(DockerConfigKey Key, RegistryCredential Credential)> _entries;

    private DockerConfig(List<(DockerConfigKey Key, RegistryCredential Credential)> entries, IReadOnlyList<string> helpers)
    {
        // The kubelet tries keys in reverse order of their text, which puts host/team/app before host/team before host.
        entries.Sort((left, right) => string.CompareOrdinal(right.Key.Text, left.Key.Text));
        (_entries, Helpers) = (entries, helpers);
    }

    /// <summary>Credential helpers the file names (<c>credsStore</c>, <c>credHelpers</c>); they are not run.</summary>
    public IReadOnlyList<string> Helpers { get; }

    /// <summary>Reads <c>{"auths": {…}}</c>.</summary>
    /// <param name="json">The file's content, UTF-8.</param>
    /// <param name="source">What to call the file in messages.</param>
    /// <exception cref="FormatException">What is wrong, as part of a sentence; holds no secret.</exception>
    public static DockerConfig Parse(ReadOnlyMemory<byte> json, string source) =>
        Parse(json, root => Member(root, "auths") is { } auths ? Entries(auths, source) : [], Named);

    /// <summary>Reads the older form without <c>auths</c> around it, of secrets of type <c>kubernetes.io/dockercfg</c>.</summary>
    /// <inheritdoc cref="Parse(ReadOnlyMemory{byte}, string)"/>
    public static DockerConfig ParseLegacy(ReadOnlyMemory<byte> json, string source) =>
        Parse(json, root => Entries(root, source), _ => []);

    /// <summary>All credentials whose key covers the repository, the most specific first.</summary>
    public IReadOnlyList<RegistryCredential> Find(string registryHost, string repository) =>
        [.. _entries.Where(entry => entry.Key.Covers(registryHost, repository)).Select(entry => entry.Credential)];

    private static DockerConfig Parse(
        ReadOnlyMemory<byte> json,
        Func<JsonElement, List<(DockerConfigKey, RegistryCredential)>> entries,
        Func<JsonElement, IReadOnlyList<string>> helpers)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new DockerConfig(entries(document.RootElement), helpers(document.RootElement))
                : throw new FormatException("it is not a JSON object");
        }
        catch (JsonException e)
        {
            // The parser's own message may quote the text, and with it a password.
            throw new FormatException($"it is not JSON (line {e.LineNumber + 1})");
        }
        catch (InvalidOperationException)
        {
            // JsonElement only finds out when it is asked for the text: half a surrogate pair, or bytes that are no UTF-8.
            throw new FormatException("it has text that is not Unicode");
        }
    }

    private static List<(DockerConfigKey, RegistryCredential)> Entries(JsonElement auths, string source)
    {
        if (auths.ValueKind != JsonValueKind.Object) throw new FormatException("'auths' is not a JSON object");
        var entries = new List<(DockerConfigKey, RegistryCredential)>();
        foreach (var auth in auths.EnumerateObject())
        {
            if (entries.Count == MaxEntries) throw new FormatException($"it has more than {MaxEntries} entries");
            if (auth.Value.ValueKind != JsonValueKind.Object)
                throw new FormatException($"the entry '{Quotable.Of(auth.Name, MaxName)}' is not a JSON object");
            if (Credential(auth.Name, auth.Value, source) is { } credential && DockerConfigKey.TryParse(auth.Name, out var key))
                entries.Add((key, credential));
        }
        return entries;
    }

    // Null for the empty entries that docker login leaves behind when a credential helper holds the password.
    private static RegistryCredential? Credential(string name, JsonElement entry, string source)
    {
        var (user, password, identity) = (Text(entry, "username"), Text(entry, "password"), Text(entry, "identitytoken"));
        if (Text(entry, "auth") is { } auth)
        {
            var decoded = Decode(auth);
            var colon = decoded?.IndexOf(':', StringComparison.Ordinal) ?? -1;
            if (decoded is null || colon < 0)
                throw new FormatException($"'auth' of the entry '{Quotable.Of(name, MaxName)}' is not base64 of user:password");
            (user, password) = (decoded[..colon], decoded[(colon + 1)..].TrimEnd('\0'));
        }
        if (user is null && identity is null) return null;
        return new RegistryCredential
        {
            Source = source,
            UserName = user ?? "",
            Password = password ?? "",
            IdentityToken = identity,
        };
    }

    private static string? Decode(string base64)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(base64));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static IReadOnlyList<string> Named(JsonElement root)
    {
        var helpers = new List<string>();
        if (Text(root, "credsStore") is { } store) helpers.Add(store);
        if (Member(root, "credHelpers") is { ValueKind: JsonValueKind.Object } map)
            helpers.AddRange(map.EnumerateObject().Select(helper => $"{helper.Value} for {helper.Name}"));
        return helpers;
    }

    private static JsonElement? Member(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static string? Text(JsonElement parent, string name) =>
        Member(parent, name) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: > 0 } text
            ? text
            : null;
}
