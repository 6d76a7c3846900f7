using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using AttentionFunctions.Rank;
using AttentionFunctions.Store;

namespace AttentionFunctions.Decide;

/// <summary>Slates in which chance had a say, with the probability of every choice: create-only segments that any number of instances write.</summary>
public sealed class SlateLog(IBlobStore store, TimeProvider time) : IAsyncDisposable
{
    private const int MaxPendingBytes = 16 << 20;

    private readonly string _writer = Guid.NewGuid().ToString("N")[..12];
    private GroupCommit? _commit;
    private int _segments;

    /// <summary>Completes once the draws are stored. A slate without draws needs no log.</summary>
    public Task AppendAsync(Slate slate)
    {
        if (slate.Draws is not { } draws) return Task.CompletedTask;
        GroupCommit commit = _commit ?? Interlocked.CompareExchange(ref _commit, new GroupCommit(WriteAsync, MaxPendingBytes), null) ?? _commit;
        var entry = new SlateEntry(slate.RecommendationId, time.GetUtcNow(), slate.ModelVersion, draws.Slots);
        return commit.AppendAsync(JsonSerializer.SerializeToUtf8Bytes(entry, SlateJson.Default.SlateEntry));
    }

    public async ValueTask DisposeAsync()
    {
        if (_commit is not null) await _commit.DrainAsync();
    }

    /// <summary>Slates at or after a time, oldest segments first.</summary>
    internal async IAsyncEnumerable<SlateEntry> ReadAsync(DateTimeOffset from, [EnumeratorCancellation] CancellationToken cancel)
    {
        string first = BlobLayout.SlateSegment(from, "");
        await foreach (BlobEntry blob in store.ListAsync(BlobLayout.SlateSegmentsPrefix, cancel))
        {
            // Named by the day of writing: no slate of a later day is in an earlier segment.
            if (string.CompareOrdinal(blob.Name, first[..(first.LastIndexOf('/') + 1)]) < 0 || await store.ReadAsync(blob.Name, cancel) is not { } file) continue;
            foreach (SlateEntry entry in LineFile.Read(file.Content, blob.Name, SlateJson.Default.SlateEntry))
                if (entry.At >= from) yield return entry;
        }
    }

    private Task WriteAsync(IReadOnlyList<ReadOnlyMemory<byte>> entries)
    {
        DateTimeOffset now = time.GetUtcNow();
        string name = string.Create(CultureInfo.InvariantCulture, $"{now.UtcTicks:x16}-{_writer}-{Interlocked.Increment(ref _segments):x8}");
        return store.TryCreateAsync(BlobLayout.SlateSegment(now, name), LineFile.Write(entries));
    }
}

/// <param name="Id">The slate's recommendation id, to which later events refer.</param>
internal sealed record SlateEntry(string Id, DateTimeOffset At, string? ModelVersion, IReadOnlyList<SlotDraw> Slots);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SlateEntry))]
internal sealed partial class SlateJson : JsonSerializerContext;
