using System.Globalization;
using AttentionFunctions.Catalogue;
using AttentionFunctions.Events;
using AttentionFunctions.Rank;
using AttentionFunctions.Store;

namespace AttentionFunctions.Decide;

/// <summary>What slates would have been worth with another amount of chance, from those that were shown: off-policy evaluation of the exploration.</summary>
/// <remarks>
/// A slot's reward comes from the events that name the slate and the slot's item: by the configuration's <see cref="DecisionConfiguration.EventRewards"/>,
/// as for decisions, or, where it has none, the attention weight of the events; refusals are negative.
/// </remarks>
public sealed class EvaluateSlates(
    SlateLog slates, EventLog events, CatalogueStore catalogue, AttentionWeight weights, DecisionStore decisions, TimeProvider time)
{
    /// <summary>Of the bootstrap: the same log gives the same report.</summary>
    private const int Seed = 1;

    private const int MaxShares = 20;

    /// <param name="since">Slates and events from then on.</param>
    /// <param name="shares">Of slots filled by chance, 0 to 1, to be estimated beside none and all.</param>
    public async Task<SlateEvaluation> RunAsync(DateTimeOffset since, IReadOnlyList<double>? shares = null, CancellationToken cancel = default)
    {
        shares ??= [];
        if (shares.Count > MaxShares || !shares.All(share => share is >= 0 and <= 1)) throw new InvalidDecisionException($"shares are at most {MaxShares} numbers from 0 to 1.");
        var shown = new Dictionary<string, SlateEntry>(StringComparer.Ordinal);
        await foreach (SlateEntry entry in slates.ReadAsync(since, cancel)) shown.TryAdd(entry.Id, entry);
        Dictionary<(string Slate, string Item), double> rewards = await RewardsAsync(shown, since, cancel);
        SlateEntry[] ordered = [.. shown.Values.OrderBy(entry => entry.At).ThenBy(entry => entry.Id, StringComparer.Ordinal)];
        if (ordered.Length == 0) return new SlateEvaluation(since, time.GetUtcNow(), 0, 0, []);

        double[][] perSlot = [.. ordered.Select(entry => entry.Slots.Select(slot => rewards.GetValueOrDefault((entry.Id, slot.ItemId))).ToArray())];
        return new SlateEvaluation(since, time.GetUtcNow(), ordered.Length, rewards.Keys.DistinctBy(key => key.Slate).Count(),
        [
            Estimate("as shown", ordered, perSlot, _ => 1),
            Estimate("without chance", ordered, perSlot, slot => Weight(slot, 0)),
            .. shares.Distinct().Select(share => Estimate(
                string.Create(CultureInfo.InvariantCulture, $"a share of {share} by chance"), ordered, perSlot, slot => Weight(slot, share))),
            Estimate("all by chance", ordered, perSlot, slot => Weight(slot, 1)),
        ]);
    }

    private static double Weight(SlotDraw slot, double share) =>
        ((slot.ItemId == slot.BestItemId ? 1 - share : 0) + share / slot.Open) / slot.Propensity;

    private async Task<Dictionary<(string, string), double>> RewardsAsync(
        Dictionary<string, SlateEntry> shown, DateTimeOffset since, CancellationToken cancel)
    {
        ItemCatalogue items = await catalogue.CurrentAsync(cancel);
        IReadOnlyDictionary<string, double> mapping = (await decisions.ReadConfigurationAsync(cancel)).EventRewards;
        var rewards = new Dictionary<(string, string), double>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        await foreach (IReadOnlyList<AttentionEvent> segment in events.ReadAsync(since, cancel))
        {
            foreach (AttentionEvent @event in segment)
            {
                if (@event is not { RecommendationId: { } slate, ItemId: { } item } || !shown.ContainsKey(slate) || !known.Add(@event.Id)) continue;
                rewards[(slate, item)] = rewards.GetValueOrDefault((slate, item))
                    + (mapping.Count > 0 ? mapping.GetValueOrDefault(@event.Type.WireName()) : weights.Of(@event, items.ExpectedSeconds(item)));
            }
        }

        return rewards;
    }

    /// <param name="weight">π / p of a slot's choice.</param>
    private static PolicyEstimate Estimate(string policy, SlateEntry[] slates, double[][] rewards, Func<SlotDraw, double> weight)
    {
        // What slots from each on are worth on average: the same whatever is shown, so a baseline that takes variance away and adds no bias.
        double[] baseline = Baseline(rewards);
        return PolicyEstimate.OfSlates(policy, [.. slates.Select((entry, i) => new SlateSample(
            [.. entry.Slots.Select(weight)], rewards[i], baseline[..rewards[i].Length], baseline[..rewards[i].Length]))], Seed);
    }

    private static double[] Baseline(double[][] rewards)
    {
        var baseline = new double[rewards.Max(slate => slate.Length)];
        for (int slot = 0; slot < baseline.Length; slot++) baseline[slot] = rewards.Average(slate => slate.Skip(slot).Sum());
        return baseline;
    }
}

/// <param name="Slates">With chance, shown since then.</param>
/// <param name="Answered">Of which some event came.</param>
/// <param name="Policies">Value of a slate, all its slots together: as it was shown, without chance, and all by chance.</param>
public sealed record SlateEvaluation(DateTimeOffset From, DateTimeOffset To, int Slates, int Answered, IReadOnlyList<PolicyEstimate> Policies)
{
    /// <summary>The same as policies are compared elsewhere.</summary>
    /// <exception cref="InvalidDecisionException">There are no slates.</exception>
    public PolicyComparison ToComparison() => Policies.Count > 0
        ? new PolicyComparison(To, Slates, 0, From, To, Policies[0], [], [.. Policies.Skip(1)], Unit: "slate")
        : throw new InvalidDecisionException("The log holds no recommendations in which chance had a say: serve with exploration first.");
}
