namespace AttentionFunctions.Store;

/// <summary>Content as a network gives it: of unknown length, in pieces, perhaps broken off.</summary>
internal sealed class NetworkStream(byte[] content, int failsAt = int.MaxValue) : Stream
{
    private const int Piece = 60_000;

    private int _at;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (_at >= failsAt)
        {
            throw new InvalidOperationException("broken off");
        }

        int length = Math.Min(Math.Min(count, Piece), content.Length - _at);
        content.AsSpan(_at, length).CopyTo(buffer.AsSpan(offset));
        _at += length;
        return length;
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
