using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Scanner.Testing.Images;

namespace Scanner.Testing.Registry;

/// <summary>
/// Rewrites a v2s2 manifest as a signed manifest of schema 1 (distribution, docs/spec/manifest-v2-1.md). The digest is that of
/// the document without its signatures, so hashing the body does not give it.
/// </summary>
internal sealed class Schema1Writer(TimeProvider time)
{
    private static readonly JsonSerializerOptions Pretty = new()
    {
        WriteIndented = true,
        IndentSize = 3,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly ECParameters _key = NewKey();

    public StoredManifest Write(string repository, string tag, JsonNode manifest, byte[] config)
    {
        var image = JsonNode.Parse(config)!;
        var topFirst = manifest["layers"]!.AsArray().Reverse().Select(layer => (string)layer!["digest"]!).ToList();
        var document = new JsonObject
        {
            ["schemaVersion"] = 1,
            ["name"] = repository,
            ["tag"] = tag,
            ["architecture"] = image["architecture"]!.DeepClone(),
            ["fsLayers"] = new JsonArray([.. topFirst.Select(digest => new JsonObject { ["blobSum"] = digest })]),
            ["history"] = new JsonArray([.. topFirst.Select((digest, place) => History(image, topFirst, place))]),
        };
        var payload = JsonSerializer.Serialize(document, Pretty);
        var signed = payload[..^2] + ",\n" + Signatures(payload) + "\n}";
        var digest = ContentDigest.Of(Encoding.UTF8.GetBytes(payload));
        return new StoredManifest(digest, MediaTypes.DockerSchema1, Encoding.UTF8.GetBytes(signed));
    }

    private static JsonObject History(JsonNode image, List<string> topFirst, int place)
    {
        var entry = new JsonObject { ["id"] = Id(topFirst, place), ["created"] = image["created"]?.DeepClone() };
        if (place < topFirst.Count - 1) entry["parent"] = Id(topFirst, place + 1);
        if (place == 0)
        {
            entry["architecture"] = image["architecture"]!.DeepClone();
            entry["config"] = image["config"]?.DeepClone();
            entry["os"] = image["os"]!.DeepClone();
        }

        return new JsonObject { ["v1Compatibility"] = entry.ToJsonString() };
    }

    private static string Id(List<string> topFirst, int place) =>
        ContentDigest.Of(Encoding.UTF8.GetBytes(string.Join(' ', topFirst.Skip(place))))["sha256:".Length..];

    /// <summary>The member <c>"signatures"</c>: a JSON web signature over the payload, split as libtrust splits it.</summary>
    private string Signatures(string payload)
    {
        using var key = ECDsa.Create(_key);
        var parts = new JsonObject
        {
            ["formatLength"] = payload.Length - 2,
            ["formatTail"] = Base64Url.EncodeToString("\n}"u8),
            ["time"] = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        };
        var header = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(parts.ToJsonString()));
        var input = $"{header}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload))}";
        var signature = new JsonObject
        {
            ["header"] = new JsonObject
            {
                ["jwk"] = new JsonObject
                {
                    ["crv"] = "P-256",
                    ["kid"] = KeyId(key),
                    ["kty"] = "EC",
                    ["x"] = Base64Url.EncodeToString(_key.Q.X),
                    ["y"] = Base64Url.EncodeToString(_key.Q.Y),
                },
                ["alg"] = "ES256",
            },
            ["signature"] = Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256)),
            ["protected"] = header,
        };
        return JsonSerializer.Serialize(new JsonObject { ["signatures"] = new JsonArray(signature) }, Pretty)[2..^2];
    }

    /// <summary>libtrust's name for a key: 240 bits of the public key's SHA-256, in base 32, in groups of four.</summary>
    private static string KeyId(ECDsa key)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var hash = SHA256.HashData(key.ExportSubjectPublicKeyInfo());
        var bits = new BigInteger(hash.AsSpan(0, 30), isUnsigned: true, isBigEndian: true);
        var letters = Enumerable.Range(0, 48).Select(place => Alphabet[(int)((bits >> (5 * (47 - place))) & 31)]);
        return string.Join(':', letters.Chunk(4).Select(group => new string(group)));
    }

    private static ECParameters NewKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportParameters(includePrivateParameters: true);
    }
}
