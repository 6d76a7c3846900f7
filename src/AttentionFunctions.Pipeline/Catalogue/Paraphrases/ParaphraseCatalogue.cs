using AttentionFunctions.Embed;
using AttentionFunctions.Store;
using Microsoft.Extensions.Logging;

namespace AttentionFunctions.Catalogue;

/// <summary>
/// Gives items the vectors of their texts and paraphrases together, the newest items first: those are the ones that only their text speaks for.
/// What the budget does not pay for waits for the next run; a run that is killed has lost nothing that was paid for.
/// </summary>
/// <param name="paraphraser">Null without a model: then nothing changes.</param>
public sealed partial class ParaphraseCatalogue(
    CatalogueStore catalogue, ParaphraseStore paraphrases, ITextEncoder encoder, IBlobStore store, ParaphraseOptions options, TimeProvider time,
    ILogger<ParaphraseCatalogue> logger, IParaphraser? paraphraser = null)
{
    /// <summary>Characters of a text that are paraphrased: a title and a paragraph, which say what an item is about.</summary>
    internal const int MaxText = 1000;

    /// <summary>Calls at once: a run of a few minutes pays for its budget, and a service that limits its callers is not met by a crowd.</summary>
    private const int AtOnce = 4;

    /// <summary>After so many calls in a row without an answer the service is down, or does not fit the settings.</summary>
    private const int MostFailures = 8;

    /// <summary>Items of a catalogue segment.</summary>
    private const int SegmentItems = 200;

    private static readonly TimeSpan LeaseDuration = TimeSpan.FromSeconds(60);

    /// <returns>Nothing done where paraphrases are off or another run is at work.</returns>
    public async Task<ParaphraseReport> RunAsync(CancellationToken cancel = default)
    {
        // Count 0 takes paraphrases back; a model that is not configured, perhaps for a day, does not.
        if (options.Count > 0 && paraphraser is null) return new ParaphraseReport();
        Due[] due = DueOf(await catalogue.RefreshAsync(cancel));
        if (due.Length == 0) return new ParaphraseReport();
        await using IBlobLease? lease = await store.TryAcquireLeaseAsync(BlobLayout.ParaphraseLease, LeaseDuration, cancel);
        if (lease is null) return new ParaphraseReport();

        ParaphraseReport report = await RunAsync(due, lease, cancel);
        LogParaphrased(report.Items, report.Asked, report.Tokens, report.Waiting);
        return report;
    }

    /// <summary>Items whose vector has other paraphrases in it than it should, by text.</summary>
    private Due[] DueOf(ItemCatalogue items) =>
    [
        .. items.Items.Where(item => item.VectorSpace == encoder.Id).Select(item => (Item: item, Text: ItemText.Of(item.Fields)))
            .Select(entry => (entry.Item, entry.Text, Key: options.Count == 0 ? "" : ParaphraseStore.KeyOf(entry.Text, paraphraser!.Id, options.Count, options.Seed)))
            .Where(entry => entry.Key != (entry.Item.Paraphrases?.Key ?? ""))
            .OrderByDescending(entry => entry.Item.UpdatedAt)
            .GroupBy(entry => entry.Text, StringComparer.Ordinal)
            .Select(same => new Due(same.First().Key, same.Key, [.. same.Select(entry => entry.Item)])),
    ];

    private async Task<ParaphraseReport> RunAsync(Due[] due, IBlobLease lease, CancellationToken cancel)
    {
        var budget = new ParaphraseBudget(store, options, time);
        long started = time.GetTimestamp();
        var report = new ParaphraseReport { Waiting = due.Sum(text => text.Items.Length) };
        var changed = new List<CatalogueItem>();
        int failures = 0;
        foreach (Due[] texts in due.Chunk(AtOnce))
        {
            if (failures >= MostFailures || time.GetElapsedTime(started).TotalSeconds > options.SecondsPerRun || !await lease.RenewAsync(cancel)) break;
            Step step = await StepAsync(texts, budget, cancel);
            changed.AddRange(step.Changed);
            report = report with { Asked = report.Asked + step.Answers.Length, Tokens = report.Tokens + step.Answers.Sum(answer => answer.Tokens) };
            foreach (ParaphraseAnswer answer in step.Answers) failures = answer.Texts is null ? failures + 1 : 0;
            if (changed.Count >= SegmentItems) report = await AddAsync(report, changed, cancel);
            if (step.IsSpent) break;
        }

        return await AddAsync(report, changed, cancel);
    }

    /// <summary>A few texts: as kept, or by the model as far as the budget goes.</summary>
    private async Task<Step> StepAsync(Due[] texts, ParaphraseBudget budget, CancellationToken cancel)
    {
        var changed = new List<CatalogueItem>();
        var unknown = new List<Due>();
        Paraphrases?[] kept = await Task.WhenAll(texts.Select(text => text.Key.Length == 0 ? Task.FromResult<Paraphrases?>(null) : paraphrases.ReadAsync(text.Key, cancel)));
        foreach ((Due text, Paraphrases? known) in texts.Zip(kept))
        {
            if (known is null && text.Key.Length > 0) unknown.Add(text);
            else changed.AddRange(With(text, known?.Space == encoder.Id ? known : await KeepAsync(text, known?.Texts ?? [], cancel)));
        }

        int granted = unknown.Count == 0 ? 0 : await budget.ReserveAsync([.. unknown.Select(CostOf)], cancel);
        Due[] asked = [.. unknown.Take(granted)];
        ParaphraseAnswer[] answers = await AskAsync(asked, budget, cancel);
        foreach ((Due text, ParaphraseAnswer answer) in asked.Zip(answers))
            if (answer.Texts is { } said) changed.AddRange(With(text, await KeepAsync(text, said, cancel)));
        return new Step(changed, answers, IsSpent: granted < unknown.Count);
    }

    private async Task<ParaphraseAnswer[]> AskAsync(Due[] texts, ParaphraseBudget budget, CancellationToken cancel)
    {
        if (texts.Length == 0) return [];
        ParaphraseAnswer[] answers = await Task.WhenAll(texts.Select(text => paraphraser!.OfAsync(text.Short, options.Count, options.Seed, cancel)));

        // Not where the run was cancelled: it may have spent all that was reserved.
        await budget.ReturnAsync(texts.Sum(CostOf) - answers.Sum(answer => answer.Tokens), cancel);
        return answers;
    }

    private async Task<Paraphrases> KeepAsync(Due text, IReadOnlyList<string?> said, CancellationToken cancel)
    {
        IReadOnlyList<string> accepted = ParaphraseCheck.Accepted(text.Short, said, options.Count);
        float[][] vectors = encoder.Encode([text.Whole, .. accepted], TextKind.Document, cancel);
        var all = new Paraphrases(accepted, encoder.Id, vectors.SelectMany(vector => vector).ToArray());
        if (text.Key.Length > 0) await paraphrases.WriteAsync(text.Key, all, time, cancel);
        return all;
    }

    private IEnumerable<CatalogueItem> With(Due text, Paraphrases wordings)
    {
        ItemVector mean = ItemVector.Of(wordings.Mean());
        var made = new ItemParaphrases(text.Key, time.GetUtcNow());
        return text.Items.Select(item => item with { Vector = mean, Paraphrases = made });
    }

    private int CostOf(Due text) => paraphraser!.MostTokens(text.Short, options.Count);

    private async Task<ParaphraseReport> AddAsync(ParaphraseReport report, List<CatalogueItem> changed, CancellationToken cancel)
    {
        if (changed.Count == 0) return report;
        await catalogue.AddAsync(changed, cancel);
        report = report with { Items = report.Items + changed.Count, Waiting = report.Waiting - changed.Count };
        changed.Clear();
        return report;
    }

    [LoggerMessage(1102, LogLevel.Information, "Paraphrased: {Items} items have new vectors; {Asked} texts were asked for, {Tokens} tokens; {Waiting} items wait for the next run")]
    private partial void LogParaphrased(int items, int asked, int tokens, int waiting);

    /// <param name="Key">Of the paraphrases that the items should have; empty for none.</param>
    private sealed record Due(string Key, string Whole, CatalogueItem[] Items)
    {
        /// <summary>What is paraphrased of it.</summary>
        public string Short => Whole.Length <= MaxText ? Whole : Whole[..(char.IsHighSurrogate(Whole[MaxText - 1]) ? MaxText - 1 : MaxText)];
    }

    /// <param name="IsSpent">The budget did not pay for all.</param>
    private sealed record Step(IReadOnlyList<CatalogueItem> Changed, ParaphraseAnswer[] Answers, bool IsSpent);
}

/// <param name="Items">Items with new vectors.</param>
/// <param name="Asked">Texts that the model was asked for.</param>
/// <param name="Tokens">Spent on them.</param>
/// <param name="Waiting">Items that were not reached.</param>
public sealed record ParaphraseReport(int Items = 0, int Asked = 0, int Tokens = 0, int Waiting = 0);
