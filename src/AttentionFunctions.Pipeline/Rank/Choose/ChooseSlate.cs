namespace AttentionFunctions.Rank;

/// <summary>
/// Fills a slate slot by slot: what is pinned to a slot; else, with the exploration's probabilities, a draw; else what adds most to the slate so far.
/// </summary>
/// <param name="gain">Disposed with this.</param>
internal sealed class ChooseSlate(IReadOnlyList<Candidate> candidates, MarginalGain gain, CapCounter caps, IReadOnlyDictionary<int, int> pins) : IDisposable
{
    private readonly bool[] _taken = new bool[candidates.Count];

    /// <param name="count">Slots.</param>
    /// <param name="exploration">Null or shares of 0 for none.</param>
    /// <param name="seed">Of the draws.</param>
    /// <returns>Fewer than <paramref name="count"/> when the candidates, or what the caps let through, run out.</returns>
    public IReadOnlyList<Chosen> Run(int count, ExplorationOptions? exploration, ulong seed)
    {
        var chosen = new List<Chosen>(count);

        // What is pinned further down must not be shown before.
        foreach (int pinned in pins.Values) _taken[pinned] = true;
        for (int slot = 0; slot < count; slot++)
        {
            // With nothing else left, what is pinned further down moves up.
            if (pins.TryGetValue(slot, out int pin)) chosen.Add(Take(new Chosen(pin, Choice.Pinned, exploration is null ? null : 1, pin, 1)));
            else if (Next(exploration, ref seed) is { } next) chosen.Add(Take(next));
        }

        return chosen;
    }

    /// <summary>
    /// Fills a slate whose items may take so much attention in all: at each place the item that adds most to the slate among those that still fit.
    /// </summary>
    /// <param name="seconds">Of the candidates.</param>
    /// <returns>Candidates, in order of places.</returns>
    public List<int> Fill(int count, IReadOnlyList<double> seconds, double budget)
    {
        var chosen = new List<int>(count);
        foreach (int pinned in pins.Values)
        {
            _taken[pinned] = true;
            budget -= seconds[pinned];
        }

        for (int slot = 0; slot < count; slot++)
        {
            int best = pins.TryGetValue(slot, out int pin) ? pin : Best(i => seconds[i] <= budget);
            if (best < 0) continue;
            if (!_taken[best]) budget -= seconds[best];
            chosen.Add(best);
            Take(new Chosen(best, Choice.Best, null, best));
        }

        return chosen;
    }

    public void Dispose() => gain.Dispose();

    private int Best(Func<int, bool> fits)
    {
        int best = -1;
        double most = double.NegativeInfinity;
        for (int i = 0; i < candidates.Count; i++)
        {
            if (!IsOpen(i) || !fits(i)) continue;
            double value = gain.Of(i);
            if (best < 0 || value > most) (best, most) = (i, value);
        }

        return best;
    }

    private Chosen Take(Chosen next)
    {
        _taken[next.Candidate] = true;
        gain.Take(next.Candidate);
        caps.Take(candidates[next.Candidate].Position);
        return next;
    }

    private Chosen? Next(ExplorationOptions? exploration, ref ulong seed)
    {
        int open = 0, fresh = 0, best = -1;
        double most = double.NegativeInfinity;
        for (int i = 0; i < candidates.Count; i++)
        {
            if (!IsOpen(i)) continue;
            open++;
            if (candidates[i].Source == CandidateSource.Fresh) fresh++;
            double value = gain.Of(i);
            if (best < 0 || value > most) (best, most) = (i, value);
        }

        if (best < 0) return null;
        if (exploration is null) return new Chosen(best, Choice.Best, null, best, open);

        double share = exploration.Share, freshShare = fresh > 0 ? exploration.FreshShare : 0;
        double draw = SplitMix.NextDouble(ref seed);
        (int at, Choice choice) = (best, Choice.Best);
        if (draw < share) (at, choice) = (Nth(SplitMix.NextBelow(ref seed, open), onlyFresh: false), Choice.Explored);
        else if (draw < share + freshShare) (at, choice) = (Nth(SplitMix.NextBelow(ref seed, fresh), onlyFresh: true), Choice.Fresh);

        // Of the item, whichever way it came: an even draw may hit the best one too.
        double propensity = share / open
            + (at == best ? 1 - share - freshShare : 0)
            + (candidates[at].Source == CandidateSource.Fresh ? freshShare / fresh : 0);
        return new Chosen(at, choice, propensity, best, open);
    }

    private int Nth(int n, bool onlyFresh)
    {
        for (int i = 0; i < candidates.Count; i++)
            if (IsOpen(i) && (!onlyFresh || candidates[i].Source == CandidateSource.Fresh) && n-- == 0) return i;
        throw new InvalidOperationException("Fewer candidates are open than were counted.");
    }

    private bool IsOpen(int candidate) => !_taken[candidate] && caps.Fits(candidates[candidate].Position);
}

/// <param name="Candidate">Index among the candidates.</param>
/// <param name="Propensity">Probability with which this slot got this item, given those before it; null where nothing is left to chance.</param>
/// <param name="Best">Index of what the slot would have got without chance.</param>
/// <param name="Open">Candidates that could have had the slot.</param>
internal readonly record struct Chosen(int Candidate, Choice Choice, double? Propensity, int Best, int Open = 0);

public enum Choice
{
    /// <summary>It adds most to the slate.</summary>
    Best,

    /// <summary>A rule put it there.</summary>
    Pinned,

    /// <summary>Drawn from the candidates, to learn.</summary>
    Explored,

    /// <summary>Drawn from the new items.</summary>
    Fresh,
}
