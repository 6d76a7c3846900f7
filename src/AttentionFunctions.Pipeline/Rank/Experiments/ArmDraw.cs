using System.IO.Hashing;
using System.Text;

namespace AttentionFunctions.Rank;

/// <summary>
/// Weighted rendezvous hashing (Schindelhauer and Schomaker 2005): every arm has, for every user, an exponential variable of the rate of its
/// weight, made from a hash, and the smallest wins. So the share of an arm is its weight among all weights, and a change of one weight moves
/// users only to that arm, or only away from it: as few as the new shares allow.
/// </summary>
internal static class ArmDraw
{
    /// <summary>Mantissa of a double.</summary>
    private const int Precision = 53;

    private const int StackBytes = 512;

    /// <returns>Index into <paramref name="arms"/>; the order of the arms has no part in it.</returns>
    public static int Of(string experiment, string userKey, IReadOnlyList<ExperimentArm> arms)
    {
        int best = 0;
        double least = double.PositiveInfinity;
        for (int i = 0; i < arms.Count; i++)
        {
            double time = -Math.Log(Uniform(experiment, arms[i].Name, userKey)) / arms[i].Weight;
            if (time >= least) continue;
            (best, least) = (i, time);
        }

        return best;
    }

    /// <summary>More than 0, less than 1.</summary>
    private static double Uniform(string experiment, string arm, string userKey)
    {
        // Names have no line feed: no two triples are the same text.
        string key = $"{experiment}\n{arm}\n{userKey}";
        int most = Encoding.UTF8.GetMaxByteCount(key.Length);
        Span<byte> utf8 = most <= StackBytes ? stackalloc byte[StackBytes] : new byte[most];
        ulong hash = XxHash3.HashToUInt64(utf8[..Encoding.UTF8.GetBytes(key, utf8)]);
        return ((hash >> (64 - Precision)) + 0.5) / (1UL << Precision);
    }
}
