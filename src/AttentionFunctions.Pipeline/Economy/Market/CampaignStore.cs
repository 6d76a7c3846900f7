using System.Text.Json;
using AttentionFunctions.Store;

namespace AttentionFunctions.Economy;

/// <summary>Campaigns, each in a blob of its own. Whoever changes one says which state of it they saw.</summary>
public sealed class CampaignStore(IBlobStore store, TimeProvider time)
{
    /// <summary>Null when there is none.</summary>
    public async Task<StoredCampaign?> ReadAsync(string id, CancellationToken cancel = default) =>
        await store.ReadAsync(BlobLayout.Campaign(id), cancel) is { } blob ? Parse(id, blob) : null;

    /// <summary>In ordinal order of ids.</summary>
    public async Task<IReadOnlyList<StoredCampaign>> ListAsync(CancellationToken cancel = default)
    {
        var campaigns = new List<StoredCampaign>();
        await foreach (BlobEntry entry in store.ListAsync(BlobLayout.CampaignsPrefix, cancel))
            if (await ReadAsync(BlobLayout.CampaignId(entry.Name), cancel) is { } campaign) campaigns.Add(campaign);
        return campaigns;
    }

    /// <param name="etag">Of the state that is replaced; null to create.</param>
    /// <returns>Null when it exists (creating), or is gone or was changed by somebody else (replacing).</returns>
    public async Task<StoredCampaign?> TryWriteAsync(string id, Campaign campaign, string? etag, CancellationToken cancel = default)
    {
        var blob = new CampaignBlob(CampaignBlob.CurrentFormat, campaign, time.GetUtcNow());
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(blob, CampaignJson.Default.CampaignBlob);
        string? written = etag is null
            ? await store.TryCreateAsync(BlobLayout.Campaign(id), json, cancel)
            : await store.TryReplaceAsync(BlobLayout.Campaign(id), json, etag, cancel);
        return written is null ? null : new StoredCampaign(id, campaign, blob.UpdatedAt, written);
    }

    private static StoredCampaign Parse(string id, Blob blob)
    {
        CampaignBlob stored = StoredJson.Parse(
            BlobLayout.Campaign(id), blob.Content.Span, CampaignJson.Default.CampaignBlob, stored => stored.FormatVersion, CampaignBlob.CurrentFormat);
        return new StoredCampaign(id, stored.Campaign, stored.UpdatedAt, blob.ETag);
    }
}
