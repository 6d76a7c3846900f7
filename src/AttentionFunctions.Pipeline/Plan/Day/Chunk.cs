namespace AttentionFunctions.Plan;

/// <summary>A part of an item in its place.</summary>
/// <param name="Item">Index in the problem.</param>
internal readonly record struct Chunk(int Item, int Start, int Length)
{
    public int End => Start + Length;
}
