using System.Globalization;

namespace AttentionFunctions.Local.Import;

/// <summary>One JSON document of the event contract, or what should be one.</summary>
/// <param name="Place">What <paramref name="Number"/> counts in: a file with its colon, or a data set and the kind of its entries.</param>
/// <param name="Number">From 1; in a file the line, blank ones counted, as editors show it.</param>
internal readonly record struct ImportEntry(ReadOnlyMemory<byte> Json, string Place, int Number)
{
    /// <summary>For people: <c>events.ndjson:17</c>.</summary>
    public string Origin => string.Create(CultureInfo.InvariantCulture, $"{Place}{Number}");
}
