using System.Text.Json.Serialization;

namespace AttentionFunctions.Economy;

/// <summary>How much of a person's attention a position of a page gets, before anything is known of the item on it.</summary>
public enum ExposureModel
{
    /// <summary>1 / log₂(1 + j): Singh and Joachims, "Fairness of Exposure in Rankings", KDD 2018, section 3.2.</summary>
    [JsonStringEnumMemberName("logarithmic")]
    Logarithmic,

    /// <summary>(1 − γ)·γ^(j − 1), γ = 0.5: Biega, Gummadi and Weikum, "Equity of Attention", SIGIR 2018, section 4.</summary>
    [JsonStringEnumMemberName("geometric")]
    Geometric,
}

internal static class PositionExposure
{
    /// <summary>γ, the chance that a person looks at the next position; the value of Biega et al.</summary>
    private const double Persistence = 0.5;

    /// <param name="rank">Position on the page, from 1.</param>
    /// <returns>More than 0, at most 1, falling with the rank.</returns>
    public static double At(this ExposureModel model, int rank) => model == ExposureModel.Logarithmic
        ? 1 / Math.Log2(1 + rank)
        : (1 - Persistence) * Math.Pow(Persistence, rank - 1);

    /// <summary>The exposures of ranks 1 … count.</summary>
    public static double[] Of(this ExposureModel model, int count) => [.. Enumerable.Range(1, count).Select(rank => model.At(rank))];
}
