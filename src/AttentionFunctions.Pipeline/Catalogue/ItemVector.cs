using System.Numerics;
using System.Numerics.Tensors;

namespace AttentionFunctions.Catalogue;

/// <summary>
/// What an item says of itself as a vector x ≈ s·c, with s = max|xᵢ| / 127 and whole numbers c of 8 bits: a quarter of the memory of floats, and a catalogue is
/// mostly vectors. Each coordinate is off by s/2 at most, so the cosine of two unit vectors of d coordinates is off by about s/√12, which is
/// 0.0005 for texts of 384. Taken from its own floats again, the vector stays the same.
/// </summary>
/// <param name="codes">c; each from −127 to 127, at most 4,096 of them.</param>
/// <param name="scale">s; finite, not negative.</param>
public readonly struct ItemVector(ReadOnlyMemory<sbyte> codes, float scale)
{
    /// <summary>Codes that a scan may read beyond the end of a vector: what holds vectors for it is longer by so many.</summary>
    internal const int ReadAhead = 64;

    private const float Levels = 127;

    /// <summary>Coordinates; 0 for an item without a vector.</summary>
    public int Length => codes.Length;

    public bool IsEmpty => codes.IsEmpty;

    internal ReadOnlySpan<sbyte> Codes => codes.Span;

    internal float Scale => scale;

    /// <summary>s·‖c‖.</summary>
    internal double Norm
    {
        get
        {
            ReadOnlySpan<sbyte> from = codes.Span;
            Vector<int> squares = Vector<int>.Zero;
            int i = 0;
            for (; i <= from.Length - Vector<sbyte>.Count; i += Vector<sbyte>.Count)
            {
                Vector.Widen(new Vector<sbyte>(from[i..]), out Vector<short> low, out Vector<short> high);
                Vector.Widen(low * low, out Vector<int> first, out Vector<int> second);
                Vector.Widen(high * high, out Vector<int> third, out Vector<int> fourth);
                squares += first + second + third + fourth;
            }

            int sum = Vector.Sum(squares);
            for (; i < from.Length; i++) sum += from[i] * from[i];
            return scale * Math.Sqrt(sum);
        }
    }

    /// <exception cref="ArgumentException">A value is not finite.</exception>
    public static ItemVector Of(ReadOnlySpan<float> values)
    {
        if (values.IsEmpty) return default;
        float largest = MathF.Abs(TensorPrimitives.MaxMagnitude(values));
        if (!float.IsFinite(largest)) throw new ArgumentException("A vector has a value that is not finite.", nameof(values));
        float scale = largest / Levels;
        var codes = new sbyte[values.Length];
        for (int i = 0; i < codes.Length && scale > 0; i++) codes[i] = (sbyte)Math.Clamp(MathF.Round(values[i] / scale), -Levels, Levels);
        return new(codes, scale);
    }

    /// <param name="values">At least as long; what is beyond <see cref="Length"/> stays as it is.</param>
    public void CopyTo(Span<float> values)
    {
        values = values[..Length];
        ReadOnlySpan<sbyte> from = codes.Span;
        int i = 0;
        for (; i <= from.Length - Vector<sbyte>.Count; i += Vector<sbyte>.Count)
        {
            Vector.Widen(new Vector<sbyte>(from[i..]), out Vector<short> low, out Vector<short> high);
            Write(low, values[i..]);
            Write(high, values[(i + Vector<short>.Count)..]);
        }

        for (; i < from.Length; i++) values[i] = scale * from[i];
    }

    public float[] ToArray()
    {
        var values = new float[Length];
        CopyTo(values);
        return values;
    }

    /// <summary>Inner product with a vector of the same length.</summary>
    public float Dot(ReadOnlySpan<float> other)
    {
        Span<float> values = stackalloc float[Length];
        CopyTo(values);
        return TensorPrimitives.Dot(values, other);
    }

    private void Write(Vector<short> part, Span<float> values)
    {
        Vector.Widen(part, out Vector<int> low, out Vector<int> high);
        (Vector.ConvertToSingle(low) * scale).CopyTo(values);
        (Vector.ConvertToSingle(high) * scale).CopyTo(values[Vector<int>.Count..]);
    }
}
