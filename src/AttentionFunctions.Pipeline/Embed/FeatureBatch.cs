namespace AttentionFunctions.Embed;

/// <summary>Texts that go through the lexical model together, as a rectangle: shorter ones are filled up with weights of zero.</summary>
internal sealed class FeatureBatch(int capacity)
{
    private readonly List<long> _buckets = [];
    private readonly List<float> _weights = [];
    private readonly List<int> _lengths = [];

    /// <summary>Positions in the caller's list.</summary>
    public List<int> Texts { get; } = [];

    /// <summary>At least 1, because ONNX Runtime takes no empty tensors here: a text without features has one of weight zero.</summary>
    public int Width { get; private set; } = 1;

    /// <summary>An empty batch has room for a text of any length.</summary>
    public bool HasRoomFor(int features) =>
        Texts.Count == 0 || (long)Math.Max(Width, features) * (Texts.Count + 1) <= capacity;

    public void Add(int text, List<long> buckets, List<float> weights)
    {
        Texts.Add(text);
        _lengths.Add(buckets.Count);
        _buckets.AddRange(buckets);
        _weights.AddRange(weights);
        Width = Math.Max(Width, buckets.Count);
    }

    public (long[] Buckets, float[] Weights) Padded()
    {
        var buckets = new long[Texts.Count * Width];
        var weights = new float[Texts.Count * Width];
        var from = 0;
        for (var row = 0; row < Texts.Count; row++)
        {
            _buckets.CopyTo(from, buckets, row * Width, _lengths[row]);
            _weights.CopyTo(from, weights, row * Width, _lengths[row]);
            from += _lengths[row];
        }
        return (buckets, weights);
    }

    public void Clear()
    {
        Texts.Clear();
        _lengths.Clear();
        _buckets.Clear();
        _weights.Clear();
        Width = 1;
    }
}
