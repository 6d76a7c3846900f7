namespace AttentionFunctions.Train;

/// <summary>Which version serves, and what served before.</summary>
/// <param name="History">Promotions, oldest first; the last one is current.</param>
public sealed record ModelPointer(int FormatVersion, string Current, IReadOnlyList<ModelPromotion> History)
{
    internal const int CurrentFormat = 1;
}

/// <param name="Reason">The gate's, or a person's.</param>
public sealed record ModelPromotion(string Version, DateTimeOffset At, string Reason);
