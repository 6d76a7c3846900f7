namespace AttentionFunctions.Local.Simulate;

/// <summary>One person, and what only the simulation knows about them.</summary>
/// <param name="ActivityPerDay">Visits on an average day.</param>
/// <param name="TracksFocus">Their applications report focus and interruptions too.</param>
internal sealed record SimulatedUser(
    string Id, string Name, Taste TasteAtStart, Taste TasteNow, Rhythm Rhythm, double ActivityPerDay, bool TracksFocus)
{
    /// <summary>Names of the topics liked most at the start of the period, the favourite first.</summary>
    public IReadOnlyList<string> DominantTopicsAtStart => TasteAtStart.Dominant;

    /// <summary>Names of the topics liked most at its end, the favourite first.</summary>
    public IReadOnlyList<string> DominantTopicsNow => TasteNow.Dominant;
}
