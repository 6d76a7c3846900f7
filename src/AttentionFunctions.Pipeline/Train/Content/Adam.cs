using System.Numerics.Tensors;

namespace AttentionFunctions.Train;

/// <summary>Adam (Kingma and Ba 2015, algorithm 1) with the paper's β₁, β₂ and ε.</summary>
internal sealed class Adam(int size)
{
    private const float FirstDecay = 0.9f;
    private const float SecondDecay = 0.999f;
    private const float Epsilon = 1e-8f;

    private readonly float[] _first = new float[size];
    private readonly float[] _second = new float[size];
    private readonly float[] _scratch = new float[size];
    private int _steps;

    /// <param name="gradient">Of the mean loss; left as it is.</param>
    public void Step(Span<float> parameters, ReadOnlySpan<float> gradient, double rate)
    {
        _steps++;
        TensorPrimitives.Multiply(_first, FirstDecay, _first);
        TensorPrimitives.MultiplyAdd(gradient, 1 - FirstDecay, _first, _first);
        TensorPrimitives.Multiply(gradient, gradient, _scratch);
        TensorPrimitives.Multiply(_second, SecondDecay, _second);
        TensorPrimitives.MultiplyAdd(_scratch, 1 - SecondDecay, _second, _second);

        // Both moments start at 0; dividing by what has been summed up takes that bias away.
        var secondBias = 1 - Math.Pow(SecondDecay, _steps);
        TensorPrimitives.Multiply(_second, (float)(1 / secondBias), _scratch);
        TensorPrimitives.Sqrt(_scratch, _scratch);
        TensorPrimitives.Add(_scratch, Epsilon, _scratch);
        TensorPrimitives.Divide(_first, _scratch, _scratch);
        TensorPrimitives.MultiplyAdd(_scratch, (float)(-rate / (1 - Math.Pow(FirstDecay, _steps))), parameters, parameters);
    }
}
