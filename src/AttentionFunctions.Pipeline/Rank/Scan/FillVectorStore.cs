using Microsoft.Extensions.VectorData;

namespace AttentionFunctions.Rank;

/// <summary>
/// Writes the item vectors of a model version into a store outside the process. Filling again, after a crash or for good measure, writes only
/// what is missing or differs. The order of a promotion: fill the new version, search it, retire the others.
/// </summary>
/// <param name="keyOf">Version and item to key: see <see cref="StoredVectors"/>.</param>
internal sealed class FillVectorStore<TKey>(VectorStoreCollection<TKey, ItemVectorRecord<TKey>> collection, Func<string, string, TKey> keyOf)
    where TKey : notnull
{
    /// <summary>Records written or read in one request: well below the limits of the stores (Azure AI Search: 1,000 documents, 16 MB).</summary>
    private const int Batch = 256;

    /// <param name="itemIds">In the order of the table's rows.</param>
    /// <param name="progress">Told after every batch.</param>
    public async Task<FillReport> FillAsync(
        VectorTable table, IReadOnlyList<string> itemIds, string version, IProgress<FillReport>? progress = null, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(itemIds.Count, table.Count, nameof(itemIds));
        await collection.EnsureCollectionExistsAsync(cancel);
        var report = new FillReport(0, 0, table.Count);
        for (int from = 0; from < table.Count; from += Batch)
        {
            ItemVectorRecord<TKey>[] records =
                [.. Enumerable.Range(from, Math.Min(Batch, table.Count - from)).Select(position => Record(table, position, itemIds[position], version))];
            var present = new Dictionary<TKey, string>();
            await foreach (ItemVectorRecord<TKey> record in collection.GetAsync(records.Select(record => record.Key), cancellationToken: cancel))
                present[record.Key] = record.Digest;
            ItemVectorRecord<TKey>[] differing = [.. records.Where(record => present.GetValueOrDefault(record.Key) != record.Digest)];
            if (differing.Length > 0) await collection.UpsertAsync(differing, cancel);
            report = report with { Done = report.Done + records.Length, Written = report.Written + differing.Length };
            progress?.Report(report);
        }

        return report;
    }

    /// <summary>Deletes the records of all other versions; returns how many.</summary>
    /// <param name="keep">The version that is searched.</param>
    public async Task<int> RetireOthersAsync(string keep, CancellationToken cancel = default)
    {
        int deleted = 0;
        while (true)
        {
            var keys = new List<TKey>(Batch);
            await foreach (ItemVectorRecord<TKey> other in collection.GetAsync(record => record.Version != keep, Batch, cancellationToken: cancel))
                keys.Add(other.Key);
            if (keys.Count == 0) return deleted;
            await collection.DeleteAsync(keys, cancel);
            deleted += keys.Count;
        }
    }

    private ItemVectorRecord<TKey> Record(VectorTable table, int position, string itemId, string version)
    {
        var vector = new float[table.Dimension + table.BiasColumns];
        table.CopyVector(position, vector.AsSpan(0, table.Dimension));
        for (int column = 0; column < table.BiasColumns; column++) vector[table.Dimension + column] = table.Bias(position, column);
        return new() { Key = keyOf(version, itemId), ItemId = itemId, Version = version, Digest = StoredVectors.Digest(vector), Vector = vector };
    }
}

/// <param name="Done">Items looked at so far.</param>
/// <param name="Written">Of these, how many the store did not have.</param>
/// <param name="Items">All there are.</param>
internal sealed record FillReport(int Done, int Written, int Items);
