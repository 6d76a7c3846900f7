using AttentionFunctions.Events;

namespace AttentionFunctions.Local.Simulate;

/// <summary>What a person does after an item held them for a while.</summary>
internal static class Reactions
{
    /// <summary>From this share on an item counts as finished.</summary>
    private const double Finished = 0.8;

    /// <param name="held">Time spent as a share of what the item usually takes.</param>
    /// <param name="fit">How well the item suits the person, 0 to 1.</param>
    /// <param name="price">What it costs; null for what is free.</param>
    public static IEnumerable<(EventType Type, double? Value)> Draw(double held, double fit, double? price, Random random)
    {
        // Who stayed for a shorter time than usual reacts less.
        double interest = fit * Math.Min(held, 1);
        if (held >= Finished && random.Chance(0.3))
        {
            yield return (EventType.Complete, Math.Round(Math.Min(held, 1), 2));
        }

        if (random.Chance(0.22 * interest))
        {
            yield return (EventType.Like, null);
        }
        else if (random.Chance(0.08 * (1 - fit)))
        {
            yield return (EventType.Dislike, null);
        }

        if (random.Chance(0.1 * interest))
        {
            yield return (EventType.Bookmark, null);
        }

        if (random.Chance(0.05 * interest))
        {
            yield return (EventType.Share, null);
        }

        if (random.Chance(0.08))
        {
            yield return (EventType.Rate, Math.Clamp(Math.Round(1.5 + (3 * fit) + random.Between(-1, 1)), 1, 5));
        }

        if (price is not null && random.Chance(0.3 * interest))
        {
            yield return (EventType.Purchase, price);
        }
    }
}
