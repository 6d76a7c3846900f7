namespace AttentionFunctions.Economy;

/// <summary>What a group's share of exposure is to be: the constraints of Singh and Joachims, KDD 2018.</summary>
public enum ExposureTarget
{
    /// <summary>Its share of the candidates, so that every group has the same exposure per item: demographic parity, section 4.1.</summary>
    Size,

    /// <summary>Its share of the merit, so that exposure per merit is the same: disparate treatment, section 4.2.</summary>
    Merit,
}

internal static class ExposureTargets
{
    /// <summary>By group, summing to 1. Without any merit at all every candidate counts the same.</summary>
    public static double[] Shares(this ExposureTarget target, IReadOnlyList<double> merits, IReadOnlyList<int> groupOf, int groups)
    {
        bool bySize = target == ExposureTarget.Size || merits.Sum() <= 0;
        double[] shares = new double[groups];
        for (int i = 0; i < merits.Count; i++) shares[groupOf[i]] += bySize ? 1 : merits[i];
        double total = shares.Sum();
        return [.. shares.Select(share => share / total)];
    }
}
