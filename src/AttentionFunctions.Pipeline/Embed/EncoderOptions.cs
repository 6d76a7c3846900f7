namespace AttentionFunctions.Embed;

public sealed record EncoderOptions
{
    /// <summary>Folder of a sentence-transformer model (model.onnx, tokenizer files); null for the embedded lexical encoder.</summary>
    public string? Folder { get; init; }
}
