using AttentionFunctions.Decide;

namespace AttentionFunctions.Plan;

/// <summary>
/// How far experience differs from what the rule takes for granted: two Bayesian regressions whose prior is the rule itself, so that nothing
/// learnt is no difference.
/// </summary>
internal sealed class LearntBenefit
{
    private const int Bits = 18;

    /// <summary>
    /// The share of the value that a notice is worth lies within half of it for most (deviation 1/√λ), and one outcome is nearly all or
    /// nothing. The way back lies within ±70 % of the usual for most, and varies as much again from time to time.
    /// </summary>
    private const double BenefitPrior = 4, BenefitNoise = 0.2, CostPrior = 2, CostNoise = 0.5;

    private const double MostBenefit = 1.5, MostCost = 4;

    private readonly DiagonalModel _benefit = new(Bits, logistic: false, BenefitPrior, BenefitNoise);
    private readonly DiagonalModel _cost = new(Bits, logistic: false, CostPrior, CostNoise);
    private readonly FeatureVector _features = new();

    public Corrections Of(string userKey, Situation situation, Notice notice)
    {
        FeatureSet context = NoticeFeatures.Context(userKey, situation, notice);
        var features = new FeatureVector();
        return new Corrections(
            Math.Clamp(Benefit(Verdict.Now), 0, MostBenefit), Math.Clamp(Benefit(Verdict.Batch), 0, MostBenefit), Math.Clamp(Benefit(Verdict.Suppress), 0, 1),
            Math.Clamp(1 + Predict(_cost, Verdict.Now), 0, MostCost));

        double Benefit(Verdict verdict) => Corrections.None.Of(verdict) + Predict(_benefit, verdict);

        double Predict(DiagonalModel model, Verdict verdict)
        {
            features.Fill(context, NoticeFeatures.Action(verdict), withLast: true, Bits, interactions: true);
            return model.Predict(features).Mean;
        }
    }

    /// <summary>Not safe beside another call of this method.</summary>
    public void Learn(JudgedNotice judged)
    {
        _features.Fill(NoticeFeatures.Context(judged.UserKey, judged.Situation, judged.Notice), NoticeFeatures.Action(judged.Verdict), withLast: true, Bits, interactions: true);
        _benefit.Learn(_features, judged.Share - Corrections.None.Of(judged.Verdict), weight: 1);
        if (judged.Cost is { } cost) _cost.Learn(_features, cost - 1, weight: 1);
    }

    public void Write(BinaryWriter writer)
    {
        _benefit.Write(writer);
        _cost.Write(writer);
    }

    public static LearntBenefit Read(BinaryReader reader)
    {
        var read = new LearntBenefit();
        read._benefit.Read(reader);
        read._cost.Read(reader);
        return read;
    }
}
