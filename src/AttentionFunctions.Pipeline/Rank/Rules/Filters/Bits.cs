using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AttentionFunctions.Rank;

/// <summary>Sets of positions as words of a <see cref="PositionSet"/>.</summary>
internal static class Bits
{
    public const int PerWord = 64;

    public static int Words(int count) => (count + PerWord - 1) / PerWord;

    public static bool Has(ReadOnlySpan<ulong> words, int position) => (words[position / PerWord] >> (position % PerWord) & 1) != 0;

    public static void Add(Span<ulong> words, ReadOnlySpan<int> positions)
    {
        foreach (int position in positions) words[position / PerWord] |= 1UL << (position % PerWord);
    }

    public static void Remove(Span<ulong> words, int position) => words[position / PerWord] &= ~(1UL << (position % PerWord));

    public static void And(Span<ulong> words, ReadOnlySpan<ulong> other) => TensorPrimitives.BitwiseAnd(words, other, words);

    public static void Or(Span<ulong> words, ReadOnlySpan<ulong> other) => TensorPrimitives.BitwiseOr(words, other, words);

    /// <summary>Words of <paramref name="words"/> without those of <paramref name="other"/>.</summary>
    public static void AndNot(Span<ulong> words, ReadOnlySpan<ulong> other)
    {
        for (int i = 0; i < words.Length; i++) words[i] &= ~other[i];
    }

    /// <param name="count">Positions there are; bits past it stay 0.</param>
    public static void Not(Span<ulong> words, int count)
    {
        TensorPrimitives.OnesComplement(words, words);
        if (count % PerWord is > 0 and int rest) words[^1] &= (1UL << rest) - 1;
    }

    /// <summary>Sets the words to where the column compares so with the value; NaN, a value that is missing, never does.</summary>
    /// <param name="column">Padded with NaN to whole words.</param>
    public static void Compare(ReadOnlySpan<double> column, Comparison comparison, double value, Span<ulong> words)
    {
        switch (comparison)
        {
            case Comparison.Equal:
                Compare<EqualTo>(column, value, words);
                break;
            case Comparison.Less:
                Compare<LessThan>(column, value, words);
                break;
            case Comparison.AtMost:
                Compare<AtMost>(column, value, words);
                break;
            case Comparison.Greater:
                Compare<GreaterThan>(column, value, words);
                break;
            default:
                Compare<AtLeast>(column, value, words);
                break;
        }
    }

    private static void Compare<TOperator>(ReadOnlySpan<double> column, double value, Span<ulong> words)
        where TOperator : struct, IOperator
    {
        ReadOnlySpan<Vector256<double>> vectors = MemoryMarshal.Cast<double, Vector256<double>>(column);
        Vector256<double> right = Vector256.Create(value);
        int lanes = Vector256<double>.Count, perWord = PerWord / lanes;
        for (int w = 0; w < words.Length; w++)
        {
            ulong word = 0;
            for (int i = 0; i < perWord; i++)
                word |= (ulong)TOperator.Apply(vectors[w * perWord + i], right).ExtractMostSignificantBits() << (i * lanes);
            words[w] = word;
        }
    }

    private interface IOperator
    {
        static abstract Vector256<double> Apply(Vector256<double> left, Vector256<double> right);
    }

    private readonly struct EqualTo : IOperator
    {
        public static Vector256<double> Apply(Vector256<double> left, Vector256<double> right) => Vector256.Equals(left, right);
    }

    private readonly struct LessThan : IOperator
    {
        public static Vector256<double> Apply(Vector256<double> left, Vector256<double> right) => Vector256.LessThan(left, right);
    }

    private readonly struct AtMost : IOperator
    {
        public static Vector256<double> Apply(Vector256<double> left, Vector256<double> right) => Vector256.LessThanOrEqual(left, right);
    }

    private readonly struct GreaterThan : IOperator
    {
        public static Vector256<double> Apply(Vector256<double> left, Vector256<double> right) => Vector256.GreaterThan(left, right);
    }

    private readonly struct AtLeast : IOperator
    {
        public static Vector256<double> Apply(Vector256<double> left, Vector256<double> right) => Vector256.GreaterThanOrEqual(left, right);
    }
}
