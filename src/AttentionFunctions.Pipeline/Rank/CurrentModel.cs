using AttentionFunctions.Store;
using AttentionFunctions.Train;
using Microsoft.Extensions.Logging;

namespace AttentionFunctions.Rank;

/// <summary>The promoted model, loaded on first use and replaced when the pointer moves.</summary>
public sealed class CurrentModel
{
    /// <summary>How often the pointer is asked for: a promotion shows within this time.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromSeconds(2);

    private readonly IBlobStore _store;
    private readonly ModelStore _models;
    private readonly RefreshedValue<Loaded> _loaded;

    public CurrentModel(IBlobStore store, ModelStore models, TimeProvider time, ILogger<CurrentModel> logger)
    {
        (_store, _models) = (store, models);
        _loaded = new RefreshedValue<Loaded>(MaxAge, time, logger, LoadAsync);
    }

    /// <summary>Whether the store did not answer of late: another model may have been promoted.</summary>
    internal bool IsStale => _loaded.IsStale;

    /// <summary>Null as long as no model has been promoted. The same object until another one is.</summary>
    internal async ValueTask<IndexedModel?> GetAsync(CancellationToken cancel = default) => (await _loaded.GetAsync(cancel)).Model;

    private async Task<Loaded> LoadAsync(Loaded? before, CancellationToken cancel)
    {
        string? etag = await _store.GetETagAsync(BlobLayout.ModelsPointer, cancel);
        if (before is not null && etag == before.ETag) return before;
        if ((await _models.ReadPointerAsync(cancel))?.Current is not { } version) return new Loaded(null, etag);
        if (version == before?.Model?.Trained.Version) return before with { ETag = etag };
        return new Loaded(new IndexedModel(await _models.LoadAsync(version, cancel)), etag);
    }

    private sealed record Loaded(IndexedModel? Model, string? ETag);
}
