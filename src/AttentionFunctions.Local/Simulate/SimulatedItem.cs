using AttentionFunctions.Events;

namespace AttentionFunctions.Local.Simulate;

/// <summary>One item of the catalogue, and what only the simulation knows about it.</summary>
/// <param name="Topic">Index into <see cref="Topics.All"/>.</param>
/// <param name="UpsertedAt">When the catalogue learns of the item: its publication, or the start of the period if that is later.</param>
/// <param name="Popularity">Relative chance to be chosen among the items of its topic.</param>
/// <param name="NextPart">Index of the item that continues the series; null for single items and last parts.</param>
/// <param name="IsCold">Nobody has met it yet.</param>
internal sealed record SimulatedItem(
    string Id, ItemFields Fields, int Topic, DateTimeOffset UpsertedAt, double Popularity, int? NextPart, bool IsCold)
{
    public double AttentionSeconds => Fields.AttentionSeconds ?? 0;
}
