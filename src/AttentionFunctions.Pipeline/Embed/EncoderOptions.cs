using Microsoft.ML.OnnxRuntime;

namespace AttentionFunctions.Embed;

public sealed record EncoderOptions
{
    /// <summary>Folder of a sentence-transformer model (model.onnx, tokenizer files); null for the embedded lexical encoder.</summary>
    public string? Folder { get; init; }

    /// <summary><c>cpu</c>, or <c>cuda</c> in a build against the GPU package of ONNX Runtime.</summary>
    public string ExecutionProvider { get; init; } = "cpu";

    /// <summary>
    /// Threads inside one operator, 1 or more. The default is 1, because the pipeline already works in parallel and two thread pools on
    /// the same cores slow each other down.
    /// </summary>
    public int IntraOpThreads { get; init; } = 1;

    /// <summary>
    /// Tokens of a batch, padding included, 1 or more: bounds the memory of a run. 4,096 keeps the activations of a small model in the cache.
    /// </summary>
    public int BatchTokens { get; init; } = 4096;

    /// <summary>Throws with what to change when a setting is out of range.</summary>
    internal void Check()
    {
        if (ExecutionProvider is not ("cpu" or "cuda"))
            throw new EncoderConfigurationException($"The encoder's execution provider is '{ExecutionProvider}'. Set it to cpu or cuda.");
        if (ExecutionProvider == "cuda" && !OrtEnv.Instance().GetAvailableProviders().Contains("CUDAExecutionProvider"))
            throw new EncoderConfigurationException(
                "The encoder's execution provider is cuda, but this build has none. Build with Microsoft.ML.OnnxRuntime.Gpu or set it to cpu.");
        if (IntraOpThreads < 1)
            throw new EncoderConfigurationException($"The encoder's threads are {IntraOpThreads}. Set them to 1 or more.");
        if (BatchTokens < 1)
            throw new EncoderConfigurationException($"The encoder's batch tokens are {BatchTokens}. Set them to 1 or more.");
    }
}
