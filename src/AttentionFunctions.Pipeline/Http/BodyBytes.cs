using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace AttentionFunctions.Http;

/// <summary>A body in one piece, in a buffer that is lent until it is disposed.</summary>
internal sealed class BodyBytes : IDisposable
{
    private byte[] _buffer;
    private int _length;

    private BodyBytes(int size) => _buffer = ArrayPool<byte>.Shared.Rent(size);

    /// <summary>Without the byte order mark that some clients write before UTF-8.</summary>
    public ReadOnlyMemory<byte> Utf8 => _buffer.AsMemory(0, _length) is var all && all.Span.StartsWith("\uFEFF"u8) ? all[3..] : all;

    /// <exception cref="ApiException">413, for more than <see cref="JsonBody.MaxBytes"/>.</exception>
    public static async Task<BodyBytes> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        const int unknown = 16 * 1024;
        if (request.ContentLength > JsonBody.MaxBytes) throw JsonBody.TooLarge();
        // One more than announced: a read of nothing into it is the end.
        var body = new BodyBytes((int)(request.ContentLength ?? unknown) + 1);
        try
        {
            int read;
            while ((read = await request.Body.ReadAsync(body._buffer.AsMemory(body._length), cancel)) > 0)
            {
                body._length += read;
                if (body._length > JsonBody.MaxBytes) throw JsonBody.TooLarge();
                if (body._length == body._buffer.Length) body.Grow();
            }

            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        byte[] buffer = _buffer;
        _buffer = [];
        _length = 0;
        if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
    }

    private void Grow()
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(2 * _buffer.Length);
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
