using System.Security.Cryptography;
using System.Text;
using BitFaster.Caching.Lru;
using Scanner.Failures;
using Scanner.Images;

namespace Scanner.Grains.Registry.Credentials;

/// <summary>
/// Tells whether the credentials for a repository are still the ones that a registry refused, without saying what they are: a
/// stamp is keyed, and nobody but the registry's client has the key.
/// </summary>
internal sealed class CredentialStamps(string host, IKeychain keychain, TimeProvider time)
{
    /// <summary>Looks remembered; 300 bytes each.</summary>
    public const int Capacity = 1000;

    /// <summary>Between two looks for the same source, however many images wait for a better credential.</summary>
    public static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes);
    private readonly Lazy<ConcurrentLru<(string Repository, PullContext Context), Look>> _looks =
        new(() => new ConcurrentLru<(string, PullContext), Look>(Capacity));

    /// <summary>The stamp of what was found, its problems included: when they change, so does what is to be told.</summary>
    public string Of(CredentialSearch search)
    {
        var text = string.Join('\n', search.Credentials.Select(credential => credential.Fingerprint()).Concat(search.Problems));
        return Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{search.IsIncomplete}\n{text}")));
    }

    /// <summary>The stamp of what there is now, or was a second ago at most; null where that cannot be found out.</summary>
    public Task<string?> LookAsync(string repository, PullContext pullContext)
    {
        var (key, now) = ((repository, pullContext), time.GetUtcNow());
        if (_looks.Value.TryGet(key, out var last) && now - last.At < LookInterval) return last.Stamp;
        var look = new Look(FindAsync(repository, pullContext), now);
        _looks.Value.AddOrUpdate(key, look);
        return look.Stamp;
    }

    // Others wait for it too, so no caller's token ends it; keychains have time limits of their own.
    private async Task<string?> FindAsync(string repository, PullContext pullContext)
    {
        try
        {
            var search = await keychain.ResolveAsync(host, repository, pullContext, CancellationToken.None);
            return search.IsIncomplete ? null : Of(search);
        }
        catch (ScanException)
        {
            return null;
        }
    }

    private sealed record Look(Task<string?> Stamp, DateTimeOffset At);
}
