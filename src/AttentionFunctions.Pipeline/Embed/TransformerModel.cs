using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace AttentionFunctions.Embed;

/// <summary>An open ONNX model that turns token ids into vectors.</summary>
internal sealed class TransformerModel : IDisposable
{
    private const string IdsInput = "input_ids", MaskInput = "attention_mask", TypesInput = "token_type_ids";

    /// <summary>Per token, as exported by transformers and by sentence-transformers.</summary>
    private static readonly string[] TokenOutputs = ["last_hidden_state", "token_embeddings"];

    /// <summary>Per text: pooled by the model itself.</summary>
    private const string TextOutput = "sentence_embedding";

    private readonly string _path;
    private readonly InferenceSession _session;
    private readonly string[] _inputs;
    private readonly string[] _outputs;

    public TransformerModel(string path, EncoderOptions options)
    {
        _path = path;
        _session = OnnxSession.Open(path, options);
        try
        {
            _inputs = [.. _session.InputMetadata.Keys];
            _outputs = [Output()];
            CheckInputs();
            var shape = _session.OutputMetadata[_outputs[0]].Dimensions;
            Dimension = shape[^1] > 0 ? shape[^1] : null;
        }
        catch
        {
            _session.Dispose();
            throw;
        }
    }

    /// <summary>Null where the model does not declare it.</summary>
    public int? Dimension { get; }

    /// <summary>Whether the model gives one vector per text; then there is nothing to pool.</summary>
    public bool IsPooled => _outputs[0] == TextOutput;

    /// <summary>Vectors of all tokens, padding included: shape (rows, width, dimension); of all texts where <see cref="IsPooled"/>: (rows, dimension).</summary>
    /// <param name="use">Called while the memory of the vectors is there, with it and the dimension.</param>
    public void Run(long[] ids, long[] mask, long rows, long width, Action<ReadOnlySpan<float>, int> use)
    {
        long[] shape = [rows, width];
        using var idsInput = OrtValue.CreateTensorValueFromMemory(ids, shape);
        using var maskInput = OrtValue.CreateTensorValueFromMemory(mask, shape);
        using var typesInput = OrtValue.CreateTensorValueFromMemory(new long[ids.Length], shape);
        OrtValue[] values = [.. _inputs.Select(name => name switch { IdsInput => idsInput, MaskInput => maskInput, _ => typesInput })];
        using var run = new RunOptions();
        using var results = Run(run, values);
        var dimension = (int)results[0].GetTensorTypeAndShape().Shape[^1];
        use(results[0].GetTensorDataAsSpan<float>(), dimension);
    }

    public void Dispose() => _session.Dispose();

    private IDisposableReadOnlyCollection<OrtValue> Run(RunOptions run, OrtValue[] values)
    {
        try
        {
            return _session.Run(run, _inputs, values, _outputs);
        }
        catch (OnnxRuntimeException error) when (error.Message.Contains("InvalidArgument", StringComparison.Ordinal))
        {
            throw new EncoderConfigurationException(
                $"{_path} does not accept its tokens. Check that model and tokenizer belong together and that maxLength in "
                + $"{TransformerSettings.OverridesFile} is not beyond the model's positions. {error.Message}",
                error);
        }
    }

    private string Output()
    {
        // Tokens first: the folder says how they are pooled, and what a model calls a sentence's vector may have been pooled otherwise.
        var output = TokenOutputs.Append(TextOutput).FirstOrDefault(_session.OutputMetadata.ContainsKey)
            ?? throw new EncoderConfigurationException(
                $"{_path} has the outputs {string.Join(", ", _session.OutputNames)}, but none is {string.Join(" or ", TokenOutputs)} or {TextOutput}. Export the model for feature extraction.");
        var rank = output == TextOutput ? 2 : 3;
        if (_session.OutputMetadata[output] is not { ElementDataType: TensorElementType.Float, Dimensions: var shape } || shape.Length != rank)
            throw new EncoderConfigurationException(
                $"{_path}: {output} must be of 32-bit floats and {(rank == 2 ? "two" : "three")} dimensions. Export the model for feature extraction with 32-bit outputs.");
        return output;
    }

    private void CheckInputs()
    {
        if (!_inputs.Contains(IdsInput))
            throw new EncoderConfigurationException($"{_path} has no input {IdsInput}. Export the model for feature extraction.");
        foreach (var (name, input) in _session.InputMetadata)
        {
            if (name is not (IdsInput or MaskInput or TypesInput))
                throw new EncoderConfigurationException($"{_path} wants the input {name}, which is not known. Export the model for feature extraction.");
            if (input.ElementDataType != TensorElementType.Int64)
                throw new EncoderConfigurationException($"{_path}: the input {name} must be of 64-bit integers. Export the model so.");
        }
    }
}
