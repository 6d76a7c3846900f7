using AttentionFunctions.Store;
using AttentionFunctions.Train;

namespace AttentionFunctions.Rank;

/// <summary>The promoted model, loaded on first use and replaced when the pointer moves.</summary>
public sealed class CurrentModel(IBlobStore store, ModelStore models, TimeProvider time)
{
    /// <summary>How often the pointer is asked for: a promotion shows within this time.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _loading = new(1);
    private volatile Loaded _loaded = new(null, null, DateTimeOffset.MinValue);

    /// <summary>Null as long as no model has been promoted.</summary>
    public async ValueTask<TrainedModel?> GetAsync(CancellationToken cancel = default)
    {
        Loaded loaded = _loaded;
        if (time.GetUtcNow() - loaded.CheckedAt < MaxAge) return loaded.Model;

        // While one request loads, the others go on with the model they have.
        if (!await _loading.WaitAsync(loaded.CheckedAt == DateTimeOffset.MinValue ? Timeout.Infinite : 0, cancel)) return loaded.Model;
        try
        {
            loaded = _loaded;
            DateTimeOffset now = time.GetUtcNow();
            if (now - loaded.CheckedAt < MaxAge) return loaded.Model;
            string? etag = await store.GetETagAsync(BlobLayout.ModelsPointer, cancel);
            if (etag == loaded.ETag)
                _loaded = loaded with { CheckedAt = now };
            else if ((await models.ReadPointerAsync(cancel))?.Current is { } version)
                _loaded = new Loaded(version == loaded.Model?.Version ? loaded.Model : await models.LoadAsync(version, cancel), etag, now);
            else
                _loaded = new Loaded(null, etag, now);
            return _loaded.Model;
        }
        finally
        {
            _loading.Release();
        }
    }

    private sealed record Loaded(TrainedModel? Model, string? ETag, DateTimeOffset CheckedAt);
}
