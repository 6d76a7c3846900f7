using System.Runtime.CompilerServices;

namespace AttentionFunctions.Economy;

internal static class OutOfRange
{
    extension(ArgumentOutOfRangeException)
    {
        /// <summary>Both ends are allowed; NaN is not.</summary>
        public static void ThrowIfNotBetween(double value, double lowest, double highest, [CallerArgumentExpression(nameof(value))] string? name = null)
        {
            if (!(value >= lowest && value <= highest)) throw new ArgumentOutOfRangeException(name, value, $"Must be from {lowest} to {highest}.");
        }
    }
}
