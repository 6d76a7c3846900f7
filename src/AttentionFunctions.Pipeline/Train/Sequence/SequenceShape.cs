namespace AttentionFunctions.Train;

/// <summary>The size of a sequence model.</summary>
/// <param name="Items">Rows of the item table.</param>
/// <param name="TextDimension">Columns of the items' text vectors; 0 without texts.</param>
/// <param name="Dimension">d: length of every hidden vector; a multiple of <see cref="Kernels.TileColumns"/> times <paramref name="Heads"/>.</param>
/// <param name="Layers">Blocks of attention and feed-forward, at least 1.</param>
/// <param name="Heads">Attention heads per block.</param>
/// <param name="Hidden">Width of the feed-forward part; a multiple of <see cref="Kernels.TileColumns"/>.</param>
/// <param name="Length">Newest events that are read, at least 2.</param>
internal sealed record SequenceShape(int Items, int TextDimension, int Dimension, int Layers, int Heads, int Hidden, int Length)
{
    public int HeadDimension => Dimension / Heads;

    /// <exception cref="ArgumentException">The kernels cannot run this shape.</exception>
    public void Check()
    {
        if (Items < 1 || TextDimension < 0 || Layers < 1 || Heads < 1 || Length < 2
            || Dimension % (Heads * Kernels.TileColumns) != 0 || Dimension < 1 || Hidden % Kernels.TileColumns != 0 || Hidden < 1)
        {
            throw new ArgumentException($"The shape {this} does not fit the kernels.");
        }
    }
}
