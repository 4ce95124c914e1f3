namespace Scanner.Grains.Registry.Transport;

/// <summary>Reads a body no further than its limit.</summary>
internal static class BoundedBody
{
    private const int FirstBuffer = 8 * 1024;

    public static async Task<(byte[] Body, bool Truncated)> ReadAsync(
        HttpContent content, int limit, CancellationToken cancellationToken)
    {
        // One byte more than the limit tells a body of exactly that size from a longer one.
        var most = limit + 1;
        var expected = content.Headers.ContentLength is { } length && length < most ? (int)length + 1 : FirstBuffer;
        var buffer = new byte[Math.Min(expected, most)];
        var filled = 0;
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        while (filled < most)
        {
            if (filled == buffer.Length) Array.Resize(ref buffer, Math.Min(buffer.Length * 2, most));
            var read = await stream.ReadAsync(buffer.AsMemory(filled), cancellationToken);
            if (read == 0) break;
            filled += read;
        }
        return (buffer.AsSpan(0, Math.Min(filled, limit)).ToArray(), filled > limit);
    }
}
