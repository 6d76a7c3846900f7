using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace AttentionFunctions.Decide;

/// <summary>Decides, and writes down with which probabilities: rank, activate, reward.</summary>
/// <remarks>
/// Chance comes from the event id: the same id with the same input and policy decides the same, so a decision can be explained afterwards.
/// </remarks>
public sealed class Decider(ServingPolicy serving, DecisionLog log, RecentDecisions recent, TimeProvider time)
{
    private const long DrawSalt = 1, ThompsonSalt = 2;

    /// <exception cref="InvalidDecisionException">Nothing is left to choose from.</exception>
    internal async Task<Decided> DecideAsync(DecisionCall call, CancellationToken cancel)
    {
        ServingPolicy.Loaded now = await serving.GetAsync(cancel);
        (HashSet<int> never, List<string>? rules) = Rules(now.Configuration, call);
        var slots = new List<LoggedSlot>(Math.Max(1, call.Slots.Count));
        DecisionInput? input = null;
        DecisionDistribution? distribution = null;
        var taken = new HashSet<int>();
        for (int s = 0; s < Math.Max(1, call.Slots.Count); s++)
        {
            SlotCall? slot = call.Slots.Count > 0 ? call.Slots[s] : null;
            input = call.Input(Allowed(call, s, never, taken), slot);
            string chance = slot is null ? call.EventId : $"{call.EventId}/{slot.Id}";
            distribution = Distribute(now, input, Seed(chance, ThompsonSalt));
            int chosen = now.Configuration.LearningMode == LearningMode.Online
                ? Exploration.Draw(distribution.Probabilities, Seed(chance, DrawSalt) * (1.0 / 18446744073709551616.0))
                : 0;
            taken.Add(input.Allowed[chosen]);
            slots.Add(new LoggedSlot(
                input.Allowed, distribution.Probabilities, input.Allowed[chosen], input.Allowed[Exploration.Best(distribution.Means)], slot?.Id,
                slot?.Features));
        }

        var entry = new DecisionEntry(
            call.EventId, time.GetUtcNow(), call.Context, call.Actions, slots, now.State.Serving.Name, call.Deferred, rules);
        Task stored = log.AppendAsync(entry);
        if (!now.Configuration.BufferDecisions) await stored.WaitAsync(cancel);
        if (now.Configuration.LearnAtOnce && call.Slots.Count == 0) recent.Add(call.EventId, new RecentDecision(input!, slots[0].Chosen, slots[0].Propensity, entry.At));
        return new Decided(entry, distribution!);
    }

    public Task ActivateAsync(string eventId) => log.AppendAsync(new ActivationEntry(CheckedId(eventId), time.GetUtcNow()));

    /// <summary>Completes once the reward is stored, for whichever decision it is: that one may have been taken by another instance.</summary>
    /// <param name="slot">Null for a single decision.</param>
    public async Task RewardAsync(string eventId, double value, string? slot = null, CancellationToken cancel = default)
    {
        if (!(Math.Abs(value) <= RewardLimits.Max)) throw new InvalidDecisionException($"The reward must be a number from -{RewardLimits.Max} to {RewardLimits.Max}.");
        await log.AppendAsync(new RewardEntry(CheckedId(eventId), time.GetUtcNow(), Guid.NewGuid().ToString("N"), value, slot));
        ServingPolicy.Loaded now = await serving.GetAsync(cancel);
        if (now.Configuration.LearnAtOnce && now.Configuration.LearningMode != LearningMode.LoggingOnly && recent.Take(eventId) is { } decision)
        {
            recent.NoteLearnt(decision, value);
            lock (now.Serving) now.Serving.Learn(decision.Input, decision.Chosen, decision.Propensity, value);
        }
    }

    internal static ulong Seed(string eventId, long salt) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(eventId.AsSpan()), salt);

    internal static ulong ThompsonSeed(string eventId) => Seed(eventId, ThompsonSalt);

    /// <summary>With a canary, of share c, the mixture (1 − c) serving + c canary: what is logged is what the action was drawn from.</summary>
    private static DecisionDistribution Distribute(ServingPolicy.Loaded now, DecisionInput input, ulong seed)
    {
        DecisionDistribution distribution = now.Serving.Distribute(input, seed);
        if (now.Configuration.LearningMode != LearningMode.Online)
        {
            var baseline = new double[input.Allowed.Length];
            baseline[0] = 1;
            return distribution with { Probabilities = baseline };
        }

        if (now.Trial is null || now.State.Trial is not { Share: var share }) return distribution;
        double[] mixed = now.Trial.Distribute(input, seed).Probabilities;
        for (int i = 0; i < mixed.Length; i++) mixed[i] = (1 - share) * distribution.Probabilities[i] + share * mixed[i];
        return distribution with { Probabilities = mixed };
    }

    /// <summary>The baseline first. An action that a later slot cannot do without is left to it.</summary>
    private static int[] Allowed(DecisionCall call, int slot, HashSet<int> never, HashSet<int> taken)
    {
        if (call.Slots.Count == 0)
        {
            int[] all = [.. Enumerable.Range(0, call.Actions.Count).Where(a => !call.Excluded.Contains(a) && !never.Contains(a))];
            return all.Length > 0 ? all : throw new InvalidDecisionException("Every action is excluded: leave at least one to choose.");
        }

        List<int>[] open = [.. call.Slots.Skip(slot).Select(s => Enumerable.Range(0, call.Actions.Count)
            .Where(a => !call.Excluded.Contains(a) && !never.Contains(a) && !taken.Contains(a) && !s.Excluded.Contains(a)).ToList())];
        int[] positions = [.. open[0].Where(a => SlotFilling.IsPossible(open.AsSpan(1), a)).OrderBy(a => a != call.Slots[slot].Baseline)];
        return positions.Length > 0 ? positions : throw new InvalidDecisionException(
            $"The slots from '{call.Slots[slot].Id}' on cannot all get an action of their own: exclude fewer.");
    }

    private static (HashSet<int> Never, List<string>? Rules) Rules(DecisionConfiguration configuration, DecisionCall call)
    {
        var never = new HashSet<int>();
        List<string>? applied = null;
        if (configuration.Rules.Count == 0) return (never, applied);
        JsonElement context = call.Context?.Parse() ?? default;
        foreach (OverrideRule rule in configuration.Rules)
        {
            if (!rule.Matches(context)) continue;
            int before = never.Count;
            for (int a = 0; a < call.Actions.Count; a++)
            {
                if (rule.Never.Contains(call.Actions[a].Id)) never.Add(a);
            }

            if (never.Count > before) (applied ??= []).Add(rule.Id);
        }

        return (never, applied);
    }

    private static string CheckedId(string eventId) => eventId is { Length: >= 1 and <= DecisionCall.MaxIdLength }
        ? eventId
        : throw new InvalidDecisionException($"The event id must have 1 to {DecisionCall.MaxIdLength} characters.");
}

/// <param name="Entry">As logged.</param>
/// <param name="Distribution">Of the last slot.</param>
internal sealed record Decided(DecisionEntry Entry, DecisionDistribution Distribution);
