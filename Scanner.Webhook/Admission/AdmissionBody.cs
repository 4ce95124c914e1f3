using System.Buffers;

namespace Scanner.Webhook.Admission;

/// <summary>The body of one request, in one piece of pooled memory; give it back by disposing.</summary>
internal sealed class AdmissionBody : IDisposable
{
    /// <summary>
    /// Bytes to begin with where the length is not told, and at most where it is: the length is only a promise, and memory is
    /// for bytes that came. Most reviews are smaller.
    /// </summary>
    private const int FirstBytes = 32 * 1024;

    private byte[] _buffer;
    private int _length;

    private AdmissionBody(int firstBytes) => _buffer = ArrayPool<byte>.Shared.Rent(firstBytes);

    /// <summary>Valid until disposed.</summary>
    public ReadOnlyMemory<byte> Json => _buffer.AsMemory(0, _length);

    /// <exception cref="AdmissionReviewException">The body is too large (413), or broken off or malformed as HTTP.</exception>
    public static async ValueTask<AdmissionBody> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > AdmissionLimits.MaxBodyBytes) throw TooLarge();
        // One byte more, so that the end is seen without growing.
        var body = new AdmissionBody((int)Math.Min(request.ContentLength ?? FirstBytes, FirstBytes) + 1);
        try
        {
            await body.FillAsync(request.Body, cancellationToken);
            return body;
        }
        catch (BadHttpRequestException fault)
        {
            body.Dispose();
            throw new AdmissionReviewException(fault.StatusCode, $"The body could not be received: {fault.Message}");
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (_buffer.Length == 0) return;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _length = 0;
    }

    private async ValueTask FillAsync(Stream stream, CancellationToken cancellationToken)
    {
        while (await stream.ReadAsync(_buffer.AsMemory(_length), cancellationToken) is var read and > 0)
        {
            _length += read;
            if (_length > AdmissionLimits.MaxBodyBytes) throw TooLarge();
            if (_length == _buffer.Length) Grow();
        }
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Min(_buffer.Length * 2, AdmissionLimits.MaxBodyBytes + 1));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private static AdmissionReviewException TooLarge() => new(
        StatusCodes.Status413PayloadTooLarge,
        $"The body is larger than {AdmissionLimits.MaxBodyBytes / (1024 * 1024)} MiB, which no review of the kube-apiserver is.");
}
