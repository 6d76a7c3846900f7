namespace AttentionFunctions.Decide;

/// <summary>A sparse vector φ of length about 1 over 2^bits coordinates; a buffer that is filled again for the next action.</summary>
internal sealed class FeatureVector
{
    private int[] _indices = new int[64];
    private float[] _values = new float[64];

    public int Count { get; private set; }

    public ReadOnlySpan<int> Indices => _indices.AsSpan(0, Count);

    public ReadOnlySpan<float> Values => _values.AsSpan(0, Count);

    /// <summary>φ(context, action): a constant, the action's features, and every context feature × every action feature; then normalised.</summary>
    /// <remarks>
    /// Hashing trick: Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", 2009. Context features alone are left out: they shift
    /// all actions alike and so decide nothing; what they say about the reward's level reaches the model through the products.
    /// Unit length is what the confidence widths of LinUCB and Thompson sampling assume (‖x‖ ≤ 1).
    /// </remarks>
    /// <param name="withLast">Whether the action's last feature, its id, is used.</param>
    /// <param name="bits">The vector has 2^bits coordinates.</param>
    public void Fill(FeatureSet context, FeatureSet action, bool withLast, int bits, bool interactions)
    {
        Clear();
        Append(context, action, withLast, bits, interactions);
    }

    public void Clear() => Count = 0;

    /// <summary>Adds another φ, of unit length itself: the vector of several choices together is their sum.</summary>
    public void Append(FeatureSet context, FeatureSet action, bool withLast, int bits, bool interactions)
    {
        ReadOnlySpan<ulong> contextKeys = context.Keys, actionKeys = withLast ? action.Keys : action.Keys[..^1];
        ReadOnlySpan<float> contextValues = context.Values, actionValues = action.Values;
        int products = interactions ? contextKeys.Length * actionKeys.Length : 0;
        int count = 1 + actionKeys.Length + products;
        if (_indices.Length < Count + count)
        {
            Array.Resize(ref _indices, Count + count);
            Array.Resize(ref _values, Count + count);
        }

        Span<int> indices = _indices.AsSpan(Count, count);
        Span<float> values = _values.AsSpan(Count, count);
        int shift = 64 - bits, at = 0;
        double squares = 1;
        (indices[at], values[at++]) = (0, 1);
        for (int a = 0; a < actionKeys.Length; a++)
        {
            (indices[at], values[at++]) = (Index(actionKeys[a], shift), actionValues[a]);
            squares += actionValues[a] * actionValues[a];
        }

        if (products > 0)
        {
            for (int a = 0; a < actionKeys.Length; a++)
            {
                // Odd, so that multiplying permutes the keys of the context; different for every action feature.
                ulong factor = (actionKeys[a] << 1) | 1;
                float value = actionValues[a];
                for (int c = 0; c < contextKeys.Length; c++)
                {
                    float product = value * contextValues[c];
                    (indices[at], values[at++]) = (Index(contextKeys[c] * factor, shift), product);
                    squares += product * product;
                }
            }
        }

        float scale = (float)(1 / Math.Sqrt(squares));
        System.Numerics.Tensors.TensorPrimitives.Multiply(values, scale, values);
        Count += count;
    }

    /// <summary>Fibonacci hashing: the high bits of the product depend on all bits of the key.</summary>
    private static int Index(ulong key, int shift) => (int)((key * 0x9E3779B97F4A7C15) >> shift);
}
