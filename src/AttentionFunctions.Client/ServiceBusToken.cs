namespace AttentionFunctions.Client;

/// <param name="Authorization">The value of the header.</param>
internal sealed record ServiceBusToken(string Authorization, DateTimeOffset Expires)
{
    /// <summary>Covers the way to the server and clocks that differ.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    public bool IsFresh(DateTimeOffset now) => now < Expires - Margin;
}
