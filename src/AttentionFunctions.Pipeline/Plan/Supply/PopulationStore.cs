using System.Text.Json;
using AttentionFunctions.Store;

namespace AttentionFunctions.Plan;

/// <summary>The learned rhythm of the population, read again when it changed.</summary>
public sealed class PopulationStore(IBlobStore store)
{
    private (string ETag, PopulationRhythm Rhythm)? _cached;

    /// <summary>The presets before anything was learned.</summary>
    /// <exception cref="InvalidDataException">A newer program wrote it.</exception>
    internal async ValueTask<PopulationRhythm> CurrentAsync(CancellationToken cancel)
    {
        if (await store.GetETagAsync(BlobLayout.PopulationRhythm, cancel) is not { } etag) return PopulationRhythm.Presets;
        if (_cached is { } cached && cached.ETag == etag) return cached.Rhythm;
        if (await store.ReadAsync(BlobLayout.PopulationRhythm, cancel) is not { } blob) return PopulationRhythm.Presets;
        PopulationRhythm rhythm = StoredJson.Parse(
            BlobLayout.PopulationRhythm, blob.Content.Span, PopulationJson.Default.PopulationRhythm, stored => stored.Version, PopulationRhythm.CurrentVersion,
            "Delete it: the next tidy run learns it again.");
        _cached = (blob.ETag, rhythm);
        return rhythm;
    }

    internal Task WriteAsync(PopulationRhythm rhythm, TimeProvider time, CancellationToken cancel) => store.UpdateAsync(
        BlobLayout.PopulationRhythm, _ => JsonSerializer.SerializeToUtf8Bytes(rhythm, PopulationJson.Default.PopulationRhythm), time, cancel);
}
