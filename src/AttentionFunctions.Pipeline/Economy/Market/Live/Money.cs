namespace AttentionFunctions.Economy;

/// <summary>
/// Amounts are in millionths of the currency unit, as doubles: sums of them are exact to 9 · 10⁹ once rounded, far above any budget, and read as people write them.
/// </summary>
internal static class Money
{
    private const int Digits = 6;

    public static double Round(double amount) => Math.Round(amount, Digits);

    /// <summary>A price in whole millionths, never above the bid.</summary>
    public static double Price(double price, double bid) => Round(price) is var rounded && rounded <= bid ? rounded : bid;
}
