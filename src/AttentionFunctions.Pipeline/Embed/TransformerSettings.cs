namespace AttentionFunctions.Embed;

/// <summary>What a model's folder says about how its texts are read and its vectors made.</summary>
/// <param name="MaxLength">Tokens of a text, special tokens included.</param>
/// <param name="Dimension">Null where no file says it; then the model is asked.</param>
internal sealed record TransformerSettings(Pooling Pooling, string QueryPrefix, string DocumentPrefix, int MaxLength, int? Dimension)
{
    /// <summary>Ours: overrides what the publisher's files say, or says what they leave out.</summary>
    public const string OverridesFile = "attention-encoder.json";

    private const string PoolingFile = "1_Pooling/config.json";
    private const int UsualMaxLength = 512;

    /// <summary>A first token, a last one and one between.</summary>
    private const int LeastMaxLength = 3;

    private static readonly string[] OverrideNames = ["pooling", "queryPrefix", "documentPrefix", "maxLength"];

    public static TransformerSettings Read(ModelFolder folder)
    {
        var overrides = folder.Settings(OverridesFile);
        if (overrides.Names.FirstOrDefault(name => !OverrideNames.Contains(name)) is { } unknown)
            throw overrides.Wrong($"left out; known are {string.Join(", ", OverrideNames)}", unknown);
        var model = folder.Settings("config.json");
        var pooling = folder.Settings(PoolingFile);
        var prompts = folder.Settings("config_sentence_transformers.json").Texts("prompts");
        return new(
            Overridden(overrides) ?? Published(folder, pooling),
            overrides.Text("queryPrefix") ?? prompts.GetValueOrDefault("query") ?? "",
            overrides.Text("documentPrefix") ?? prompts.GetValueOrDefault("document") ?? prompts.GetValueOrDefault("passage") ?? "",
            ReadMaxLength(folder, overrides, model),
            pooling.Number("word_embedding_dimension") ?? model.Number("hidden_size"));
    }

    private static Pooling? Overridden(SettingsFile overrides) => overrides.Text("pooling") switch
    {
        null => null,
        "mean" => Pooling.Mean,
        "cls" => Pooling.FirstToken,
        _ => throw overrides.Wrong("mean or cls", "pooling"),
    };

    private static Pooling Published(ModelFolder folder, SettingsFile pooling)
    {
        if (!pooling.Exists)
            throw new EncoderConfigurationException(
                $"{folder.Path} has no {PoolingFile}. Put it there from the model's publisher, or write {{\"pooling\": \"mean\"}} or \"cls\" to {OverridesFile} there.");
        string[] modes = [.. pooling.Names.Where(name => name.StartsWith("pooling_mode_", StringComparison.Ordinal) && pooling.Flag(name) == true)];
        return modes switch
        {
            ["pooling_mode_mean_tokens"] => Pooling.Mean,
            ["pooling_mode_cls_token"] => Pooling.FirstToken,
            _ => throw pooling.Wrong("one of pooling_mode_mean_tokens and pooling_mode_cls_token, no other is known", "the pooling mode"),
        };
    }

    private static int ReadMaxLength(ModelFolder folder, SettingsFile overrides, SettingsFile model)
    {
        // Families after RoBERTa count positions from the padding's id + 1, so that two of them are never used.
        var isRoberta = model.Text("model_type") is { } family && (family.Contains("roberta") || family is "camembert" or "mpnet");
        var positions = model.Number("max_position_embeddings") - (isRoberta ? 2 : 0);
        if (overrides.Number("maxLength") is { } asked)
            return asked >= LeastMaxLength && asked <= (positions ?? asked)
                ? asked
                : throw overrides.Wrong($"from {LeastMaxLength} to {positions ?? int.MaxValue}", "maxLength");
        var length = folder.Settings("sentence_bert_config.json").Number("max_seq_length")
            ?? folder.Settings(TokenizerFiles.Settings).Number("model_max_length")
            ?? UsualMaxLength;
        return Math.Max(LeastMaxLength, Math.Min(length, positions ?? length));
    }
}
