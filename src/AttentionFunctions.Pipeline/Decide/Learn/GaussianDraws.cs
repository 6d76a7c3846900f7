namespace AttentionFunctions.Decide;

/// <summary>Standard normal numbers from a seed, without allocating: <see cref="SplitMix"/> under the polar method (Marsaglia 1964).</summary>
internal struct GaussianDraws(ulong seed)
{
    private ulong _state = seed;
    private double _spare = double.NaN;

    public double Next()
    {
        if (!double.IsNaN(_spare))
        {
            double spare = _spare;
            _spare = double.NaN;
            return spare;
        }

        while (true)
        {
            double x = 2 * Uniform() - 1, y = 2 * Uniform() - 1, square = x * x + y * y;
            if (square is >= 1 or 0) continue;
            double factor = Math.Sqrt(-2 * Math.Log(square) / square);
            _spare = y * factor;
            return x * factor;
        }
    }

    /// <summary>In [0, 1), 53 bits.</summary>
    public double Uniform() => SplitMix.NextDouble(ref _state);
}
