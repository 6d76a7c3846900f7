using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using AttentionFunctions.Rank;
using AttentionFunctions.Store;
using Microsoft.Extensions.Logging;

namespace AttentionFunctions.Decide;

/// <summary>Slates in which chance had a say, with the probability of every choice.</summary>
public sealed class SlateLog(IBlobStore store, TimeProvider time, ILogger<SlateLog> logger) : IAsyncDisposable
{
    private const int MaxPendingBytes = 16 << 20;

    private readonly SegmentWriter _segments = new(store, time, BlobLayout.SlateSegment, MaxPendingBytes, logger);

    /// <summary>Completes once the draws are stored. A slate without draws needs no log.</summary>
    public Task AppendAsync(Slate slate)
    {
        if (slate.Draws is not { } draws) return Task.CompletedTask;
        var entry = new SlateEntry(slate.RecommendationId, time.GetUtcNow(), slate.ModelVersion, draws.Slots);
        return _segments.AppendAsync(JsonSerializer.SerializeToUtf8Bytes(entry, SlateJson.Default.SlateEntry));
    }

    public ValueTask DisposeAsync() => _segments.DisposeAsync();

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
}

/// <param name="Id">The slate's recommendation id, to which later events refer.</param>
internal sealed record SlateEntry(string Id, DateTimeOffset At, string? ModelVersion, IReadOnlyList<SlotDraw> Slots);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SlateEntry))]
internal sealed partial class SlateJson : JsonSerializerContext;
