namespace AttentionFunctions.Decide;

/// <summary>A learner with what it has learnt: from a decision's input to a distribution over its allowed actions.</summary>
internal sealed class DecisionPolicy
{
    /// <summary>Of the stored form.</summary>
    private const byte FormatVersion = 1;

    [ThreadStatic]
    private static FeatureVector? t_features;

    private readonly IRewardModel? _model;

    public DecisionPolicy(PolicySettings settings)
    {
        Settings = settings.Checked();
        _model = settings.CreateModel();
    }

    public PolicySettings Settings { get; }

    /// <summary>Decisions learnt from.</summary>
    public long Learnt { get; private set; }

    /// <param name="seed">For the draws of Thompson sampling; the same seed gives the same distribution.</param>
    public DecisionDistribution Distribute(DecisionInput input, ulong seed)
    {
        int[] allowed = input.Allowed;
        var predictions = new RewardPrediction[allowed.Length];
        var means = new double[allowed.Length];
        if (_model is not null)
        {
            for (int i = 0; i < allowed.Length; i++)
            {
                predictions[i] = _model.Predict(Features(input, allowed[i]));
                means[i] = predictions[i].Mean;
            }
        }

        var probabilities = new double[allowed.Length];
        switch (Settings.Learner)
        {
            case Learner.Uniform:
                probabilities.AsSpan().Fill(1);
                break;
            case Learner.Baseline:
                probabilities[0] = 1;
                break;
            case Learner.Tree:
                probabilities[Settings.Tree!.Choose(input)] = 1;
                break;
            case Learner.LinUcb:
                Exploration.UpperConfidence(predictions, Settings.Width, probabilities);
                break;
            case Learner.LinearThompson or Learner.LogisticThompson:
                Exploration.Thompson(predictions, Settings.Width, Settings.Draws, seed, probabilities);
                break;
            case Learner.SquareCb:
                Exploration.SquareCb(means, Settings.Gamma * Math.Sqrt(Learnt), probabilities);
                break;
            default:
                Exploration.Greedy(means, probabilities);
                break;
        }

        Exploration.Floor(probabilities, Settings.Learner switch
        {
            Learner.Baseline => 0,
            Learner.EpsilonGreedy when Settings.EarlyDecisions > 0 => Math.Max(Settings.Epsilon, 1 / (1 + Learnt / Settings.EarlyDecisions)),
            _ => Settings.Epsilon,
        });
        return new DecisionDistribution(allowed, probabilities, means);
    }

    /// <summary>Of a policy that refits, nothing: it learns from the log.</summary>
    /// <param name="propensity">With which <paramref name="action"/> was chosen when it was logged.</param>
    public void Learn(DecisionInput input, int action, double propensity, double reward)
    {
        if (Settings.Refits) return;
        // By 1/p, rarely chosen actions count as if chosen evenly (Agarwal et al., "Making Contextual Decisions with Low Technical Debt", 2016,
        // section 4); where the model can be right, learning is consistent without weights and has less variance so.
        double weight = Settings is { Learner: Learner.EpsilonGreedy, WeightCap: > 0 }
            ? Math.Min(1 / (propensity * input.Allowed.Length), Settings.WeightCap)
            : 1;
        _model?.Learn(Features(input, action), reward, weight);
        Learnt++;
    }

    /// <summary>
    /// From one reward for all slots together, which is taken for a sum over the slots of what its action is worth there (the linear assumption of
    /// Swaminathan et al., "Off-policy Evaluation for Slate Recommendation", 2017, section 2): regression on the sum of the slots' features.
    /// </summary>
    /// <param name="inputs">One per slot.</param>
    /// <param name="actions">Chosen, one per slot.</param>
    public void LearnPage(DecisionInput[] inputs, int[] actions, double reward)
    {
        if (Settings.Refits) return;
        FeatureVector features = t_features ??= new FeatureVector();
        features.Clear();
        for (int s = 0; s < inputs.Length; s++)
            features.Append(inputs[s].Context, inputs[s].Actions[actions[s]].Features, Settings.ActionIds, Settings.Bits, Settings.Interactions);
        _model?.Learn(features, reward, 1);
        Learnt++;
    }

    /// <summary>One observation of a regression whose targets somebody else makes.</summary>
    public void Regress(DecisionInput input, int action, double target)
    {
        _model!.Learn(Features(input, action), target, 1);
        Learnt++;
    }

    /// <summary>Version byte, count, state of the model. The settings are kept beside it.</summary>
    public byte[] Save()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(FormatVersion);
        writer.Write(Learnt);
        _model?.Write(writer);
        writer.Flush();
        return stream.ToArray();
    }

    /// <exception cref="InvalidDataException">Of another version, or not of these settings.</exception>
    public static DecisionPolicy Load(PolicySettings settings, ReadOnlyMemory<byte> saved)
    {
        using var stream = new MemoryStream(saved.ToArray(), writable: false);
        using var reader = new BinaryReader(stream);
        var policy = new DecisionPolicy(settings);
        try
        {
            byte version = reader.ReadByte();
            if (version != FormatVersion) throw new InvalidDataException($"The policy has format {version}; this version reads {FormatVersion}.");
            policy.Learnt = reader.ReadInt64();
            policy._model?.Read(reader);
        }
        catch (EndOfStreamException e)
        {
            throw new InvalidDataException("The policy ends too early: it is damaged, or of other settings than these.", e);
        }

        return stream.Position == stream.Length ? policy : throw new InvalidDataException("The policy is longer than its settings say.");
    }

    public DecisionPolicy Clone() => Load(Settings, Save());

    private FeatureVector Features(DecisionInput input, int action)
    {
        FeatureVector features = t_features ??= new FeatureVector();
        features.Fill(input.Context, input.Actions[action].Features, Settings.ActionIds, Settings.Bits, Settings.Interactions);
        return features;
    }
}

/// <param name="Allowed">Positions of the actions.</param>
/// <param name="Probabilities">One per allowed action; they sum to 1.</param>
/// <param name="Means">Predicted rewards, one per allowed action; zeros where nothing is predicted.</param>
internal sealed record DecisionDistribution(int[] Allowed, double[] Probabilities, double[] Means)
{
    /// <summary>0 for an action that is not allowed.</summary>
    public double Of(int action) => Array.IndexOf(Allowed, action) is >= 0 and var i ? Probabilities[i] : 0;

    /// <summary>Positions in <see cref="Allowed"/>, the best predicted first; ties keep the order of the request.</summary>
    public int[] ByPrediction() => [.. Enumerable.Range(0, Allowed.Length).OrderByDescending(i => Means[i])];
}
