using AttentionFunctions.Catalogue;

namespace AttentionFunctions.Train;

/// <summary>What the items say of themselves, as vectors, parallel to <see cref="SequenceSet.ItemIds"/>.</summary>
/// <param name="Values">Row-major items × <paramref name="Dimension"/>; a row has unit length, or is zero for an item without text.</param>
/// <param name="Dimension">0 when nothing is known of any item.</param>
/// <param name="Space">What made the vectors, see <see cref="CatalogueItem.VectorSpace"/>.</param>
public sealed record ItemVectors(float[] Values, int Dimension, string Space = "")
{
    public static ItemVectors None { get; } = new([], 0);

    public ReadOnlySpan<float> Of(int item) => Values.AsSpan(item * Dimension, Dimension);

    /// <summary>
    /// Vectors are only comparable within a space, so those of the space that most of the items have are taken; a tie goes to the first name.
    /// </summary>
    internal static ItemVectors FromCatalogue(IReadOnlyList<string> itemIds, ItemCatalogue catalogue)
    {
        CatalogueItem?[] items = [.. itemIds.Select(catalogue.Find)];
        var space = items.OfType<CatalogueItem>().Where(item => !item.Vector.IsEmpty).GroupBy(item => item.VectorSpace)
            .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal).FirstOrDefault();
        return space is null
            ? None
            : Stack([.. items.Select(item => item is not null && item.VectorSpace == space.Key ? item.Vector : default)], space.First().Vector.Length, space.Key);
    }

    /// <param name="rows">One per item, empty where there is none.</param>
    internal static ItemVectors Stack(IReadOnlyList<ItemVector> rows, int dimension, string space)
    {
        var values = new float[rows.Count * dimension];
        for (var item = 0; item < rows.Count; item++)
        {
            rows[item].CopyTo(values.AsSpan(item * dimension, dimension));
        }

        return new(values, dimension, space);
    }
}
