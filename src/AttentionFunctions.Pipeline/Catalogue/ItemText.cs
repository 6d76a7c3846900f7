using AttentionFunctions.Events;

namespace AttentionFunctions.Catalogue;

/// <summary>What the text encoder reads of an item: the title first, for encoders cut long texts at the end.</summary>
internal static class ItemText
{
    public static string Of(ItemFields fields)
    {
        IEnumerable<string?> parts = [fields.Title, string.Join(' ', fields.Categories.Concat(fields.Tags).Distinct()), fields.Text];
        return string.Join(". ", parts.Where(part => !string.IsNullOrWhiteSpace(part)));
    }
}
