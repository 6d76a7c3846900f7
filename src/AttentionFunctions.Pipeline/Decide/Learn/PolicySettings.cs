using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace AttentionFunctions.Decide;

[JsonConverter(typeof(JsonStringEnumConverter<Learner>))]
public enum Learner
{
    /// <summary>Every allowed action equally often.</summary>
    Uniform,

    /// <summary>The first allowed action: what the application would do by itself.</summary>
    Baseline,

    EpsilonGreedy,
    LinUcb,
    LinearThompson,
    LogisticThompson,
    SquareCb,

    /// <summary>The choices of a <see cref="DecisionTree"/>, with ε of exploration; does not learn.</summary>
    Tree,

    /// <summary>
    /// What is best for the rest of the session, with ε of exploration: <see cref="Decide.FittedQ"/> on the logged sessions, fitted again as the log
    /// grows.
    /// </summary>
    FittedQ,
}

/// <summary>What a policy is made of. Everything but <see cref="Learner"/> has a default that was measured (docs/BENCHMARKS.md).</summary>
public sealed record PolicySettings
{
    public Learner Learner { get; init; } = Learner.EpsilonGreedy;

    /// <summary>
    /// Share of the decisions that are uniform, 0.001 to 1; the floor of every propensity is this ÷ actions. The exploration of ε-greedy; on the
    /// other learners, which explore by themselves, it keeps the log useful for evaluating others.
    /// </summary>
    [Range(0.001, 1)]
    public double Epsilon { get; init; } = 0.02;

    /// <summary>
    /// After n learnt decisions ε-greedy explores 1 ÷ (1 + n ÷ this), until that is less than <see cref="Epsilon"/>: all at first, when nothing is
    /// known, half after so many. 0 to 1,000,000; 0 explores <see cref="Epsilon"/> from the beginning.
    /// </summary>
    [Range(0, 1_000_000)]
    public double EarlyDecisions { get; init; } = 100;

    /// <summary>α of LinUCB and the scale of Thompson sampling's deviations, 0 to 10.</summary>
    [Range(0, 10)]
    public double Width { get; init; } = 0.5;

    /// <summary>γ of SquareCB after n learnt decisions is this × √n, 0.01 to 10,000.</summary>
    [Range(0.01, 10_000)]
    public double Gamma { get; init; } = 10;

    /// <summary>Draws of Thompson sampling a decision, 10 to 1,000.</summary>
    [Range(10, 1000)]
    public int Draws { get; init; } = 100;

    /// <summary>Learning rate of the gradient model, 0.001 to 10.</summary>
    [Range(0.001, 10)]
    public double Rate { get; init; } = 0.2;

    /// <summary>λ, precision of a weight before the first observation, 0.001 to 1,000.</summary>
    [Range(0.001, 1000)]
    public double Prior { get; init; } = 1;

    /// <summary>Variance of a reward around its mean, 0.0001 to 1,000,000: about 0.1 for clicks.</summary>
    [Range(0.0001, 1_000_000)]
    public double Noise { get; init; } = 0.1;

    /// <summary>Features are hashed to 2^bits coordinates, 4 to 22.</summary>
    [Range(4, 22)]
    public int Bits { get; init; } = 18;

    /// <summary>Keep the whole covariance (LinUCB, linear Thompson, fitted Q): exact, for few features; needs bits of at most 10.</summary>
    public bool FullCovariance { get; init; }

    /// <summary>Multiply every context feature with every action feature. Without it a context changes nothing about the order of actions.</summary>
    public bool Interactions { get; init; } = true;

    /// <summary>Whether an action's id is a feature, so that actions without features can be told apart.</summary>
    public bool ActionIds { get; init; } = true;

    /// <summary>
    /// Largest importance weight in ε-greedy's learning, 0 to 10,000; 0 learns without weights. Weights lead to the best linear model of evenly
    /// chosen actions even where no linear model is right, and are noisier: measured, 0 was better than 1, and 5 doubled the regret.
    /// </summary>
    [Range(0, 10_000)]
    public double WeightCap { get; init; }

    /// <summary>γ of the learner <see cref="Learner.FittedQ"/>, 0 to 1: what a reward of the session's next decision is worth now; 0 sees this one only.</summary>
    [Range(0, 1)]
    public double Discount { get; init; } = 0.9;

    /// <summary>Decisions that <see cref="Learner.FittedQ"/> looks ahead, 1 to 50.</summary>
    [Range(1, 50)]
    public int Rounds { get; init; } = 10;

    /// <summary>Of the learner <see cref="Learner.Tree"/>.</summary>
    public DecisionTree? Tree { get; init; }

    /// <exception cref="InvalidDecisionException">A value is out of its range.</exception>
    public PolicySettings Checked()
    {
        try
        {
            Validator.ValidateObject(this, new ValidationContext(this), validateAllProperties: true);
        }
        catch (ValidationException e)
        {
            throw new InvalidDecisionException($"The policy's settings are not valid: {e.Message}");
        }

        if (FullCovariance && (Bits > FullModel.MaxBits || Learner is not (Learner.LinUcb or Learner.LinearThompson or Learner.FittedQ)))
            throw new InvalidDecisionException($"fullCovariance is for LinUcb, LinearThompson and FittedQ with at most {FullModel.MaxBits} bits.");
        if (Learner == Learner.Tree != Tree is not null) throw new InvalidDecisionException("tree belongs to the learner Tree, and that one needs it.");
        Tree?.Check();
        return this;
    }

    /// <summary>Keeps something learnt.</summary>
    internal bool Learns => Learner is not (Learner.Uniform or Learner.Baseline or Learner.Tree);

    /// <summary>Learns from whole sessions of the log, not from one decision after the other.</summary>
    internal bool Refits => Learner == Learner.FittedQ;

    internal IRewardModel? CreateModel() => Learner switch
    {
        Learner.EpsilonGreedy or Learner.SquareCb => new GradientModel(Bits, Rate),
        Learner.LogisticThompson => new DiagonalModel(Bits, logistic: true, Prior, Noise),
        Learner.LinUcb or Learner.LinearThompson or Learner.FittedQ => FullCovariance ? new FullModel(Bits, Prior, Noise) : new DiagonalModel(Bits, logistic: false, Prior, Noise),
        _ => null,
    };
}
