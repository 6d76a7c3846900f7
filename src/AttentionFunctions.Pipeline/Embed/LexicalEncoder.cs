using System.IO.Hashing;
using Microsoft.ML.OnnxRuntime;

namespace AttentionFunctions.Embed;

/// <summary>
/// The embedded default: needs no download and knows any script, but compares spelling, not meaning: "car" is near "cars", not near
/// "automobile". Texts of every length cost in proportion to it, and nothing is truncated.
/// </summary>
/// <remarks>Before the division by the norm every sum is a whole number below 2²⁴, so batch, order and machine do not change it.</remarks>
internal sealed class LexicalEncoder : ITextEncoder, IDisposable
{
    public const string ModelFile = "lexical-v1.onnx";

    /// <summary>Of the code in front of the model: folding, words, features, hash. Changed with any of them.</summary>
    private const string FeatureVersion = "lexical-v1";

    private static readonly string[] InputNames = [LexicalModelBuilder.BucketsInput, LexicalModelBuilder.WeightsInput];
    private static readonly string[] OutputNames = [LexicalModelBuilder.VectorsOutput];

    private readonly Lazy<InferenceSession> _session;
    private readonly int _batchFeatures;

    public LexicalEncoder(EncoderOptions options)
    {
        var model = EmbeddedFile.Read(ModelFile);
        Id = $"{FeatureVersion}-{XxHash128.HashToUInt128(model):x32}";
        _session = new(() => OnnxSession.Open(model, options));
        _batchFeatures = options.BatchTokens;
    }

    public string Id { get; }

    public int Dimension => LexicalModelBuilder.Dimension;

    public float[][] Encode(IReadOnlyList<string> texts, TextKind kind = TextKind.Document, CancellationToken cancel = default)
    {
        var vectors = new float[texts.Count][];
        var features = new LexicalFeatures();
        var batch = new FeatureBatch(_batchFeatures);
        List<long> buckets = [];
        List<float> weights = [];
        for (var i = 0; i < texts.Count; i++)
        {
            features.Extract(texts[i], buckets, weights);
            if (!batch.HasRoomFor(buckets.Count)) Run(batch, vectors, cancel);
            batch.Add(i, buckets, weights);
        }
        Run(batch, vectors, cancel);
        return vectors;
    }

    public void Dispose()
    {
        if (_session.IsValueCreated) _session.Value.Dispose();
    }

    private void Run(FeatureBatch batch, float[][] vectors, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (batch.Texts.Count == 0) return;
        var (buckets, weights) = batch.Padded();
        long[] shape = [batch.Texts.Count, batch.Width];
        using var bucketsInput = OrtValue.CreateTensorValueFromMemory(buckets, shape);
        using var weightsInput = OrtValue.CreateTensorValueFromMemory(weights, shape);
        using var run = new RunOptions();
        using var results = _session.Value.Run(run, InputNames, [bucketsInput, weightsInput], OutputNames);
        var output = results[0].GetTensorDataAsSpan<float>();
        for (var row = 0; row < batch.Texts.Count; row++)
            vectors[batch.Texts[row]] = output.Slice(row * Dimension, Dimension).ToArray();
        batch.Clear();
    }
}
