using System.Globalization;
using AttentionFunctions.Store;
using Microsoft.Extensions.Logging;

namespace AttentionFunctions.Decide;

/// <summary>Entries of many requests in create-only segments that any number of instances write.</summary>
/// <param name="path">Of a segment, from the time it is written and its name.</param>
/// <param name="maxPendingBytes">What a stalled storage may pile up before requests are refused.</param>
internal sealed partial class SegmentWriter(
    IBlobStore store, TimeProvider time, Func<DateTimeOffset, string, string> path, int maxPendingBytes, ILogger logger) : IAsyncDisposable
{
    private readonly string _writer = Guid.NewGuid().ToString("N")[..12];
    private GroupCommit? _commit;
    private int _segments;

    /// <summary>Sorts by time, so that rewards come after their decisions in most cases; nothing depends on it.</summary>
    /// <param name="rest">Makes it unique.</param>
    public static string Name(DateTimeOffset now, string rest) => string.Create(CultureInfo.InvariantCulture, $"{now.UtcTicks:x16}-{rest}");

    /// <summary>Completes once the entry is stored.</summary>
    /// <exception cref="IOException">It could not be stored, or too much waits to be.</exception>
    public Task AppendAsync(ReadOnlyMemory<byte> entry)
    {
        GroupCommit commit = _commit ?? Interlocked.CompareExchange(ref _commit, new GroupCommit(WriteAsync, maxPendingBytes), null) ?? _commit;
        return commit.AppendAsync(entry);
    }

    public async ValueTask DisposeAsync()
    {
        if (_commit is not null) await _commit.DrainAsync();
    }

    private async Task WriteAsync(IReadOnlyList<ReadOnlyMemory<byte>> entries)
    {
        DateTimeOffset now = time.GetUtcNow();
        string name = path(now, Name(now, $"{_writer}-{Interlocked.Increment(ref _segments):x8}"));
        try
        {
            await LineFile.WriteAsync(entries, file => store.TryCreateAsync(name, file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or Azure.RequestFailedException)
        {
            LogNotWritten(e, entries.Count, name);
            throw new IOException($"'{name}' could not be written.", e);
        }
    }

    [LoggerMessage(EventId = 5001, Level = LogLevel.Error, Message = "{Entries} entries could not be written to {Segment}")]
    private partial void LogNotWritten(Exception fault, int entries, string segment);
}
