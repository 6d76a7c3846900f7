using System.Text.RegularExpressions;
using AttentionFunctions.Catalogue;

namespace AttentionFunctions.Assist;

/// <summary>
/// Which item a message means: by its place in the list that was shown last, by title or id, or by <c>this</c>, which means the item shown
/// alone or first. What is not certain is no item.
/// </summary>
internal static partial class ItemReferences
{
    private static readonly string[] Ordinals = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];

    /// <param name="words">The part of the message that names the item.</param>
    /// <param name="quoted">What stands in quotation marks; wins over everything else.</param>
    public static string? Find(string words, string? quoted, IReadOnlyList<ShownItem> shown, ItemCatalogue catalogue)
    {
        if (quoted is { Length: > 0 }) return ByName(quoted, shown, catalogue);
        if (PlaceOf(words, shown.Count) is { } place) return place >= 0 && place < shown.Count ? shown[place].ItemId : null;
        string name = words.Trim(' ', '.', ',', '!', '?', '。');
        if (name.Length == 0 || Pronoun().IsMatch(name)) return shown.Count > 0 ? shown[0].ItemId : null;
        return ByName(name, shown, catalogue);
    }

    private static string? ByName(string name, IReadOnlyList<ShownItem> shown, ItemCatalogue catalogue)
    {
        if (shown.FirstOrDefault(item => Same(item.Title, name) || item.ItemId == name) is { } exact) return exact.ItemId;
        if (catalogue.Find(name) is { } byId) return byId.Id;

        // Of two items with one title neither is meant for certain.
        CatalogueItem[] titled = [.. catalogue.Items.Where(item => item.Fields.Title is { } title && Same(title, name)).Take(2)];
        if (titled.Length == 1) return titled[0].Id;
        if (name.Length < 4 && !Languages.HasHan(name)) return null;
        ShownItem[] containing = [.. shown.Where(item => item.Title.Contains(name, StringComparison.OrdinalIgnoreCase)
            || name.Contains(item.Title, StringComparison.OrdinalIgnoreCase))];
        return containing.Length == 1 ? containing[0].ItemId : null;
    }

    private static bool Same(string left, string right) => string.Equals(UntrustedText.Halfwidth(left), right.Trim(), StringComparison.OrdinalIgnoreCase);

    /// <summary>From 0; null when the words name no place.</summary>
    private static int? PlaceOf(string words, int count)
    {
        Match match = Place().Match(words);
        if (!match.Success) return null;
        if (match.Groups["last"].Success) return count - 1;
        if (match.Groups["word"] is { Success: true, Value: var word }) return Array.IndexOf(Ordinals, word.ToLowerInvariant());
        return SpokenNumbers.Parse(match.Groups["number"].Value) - 1;
    }

    [GeneratedRegex(
        @"\b(?<last>last)(?: one| item)?\b|最后(?<last>一)|\b(?<word>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\b|" +
        @"\b(?:number|no\.?|item)\s*(?<number>\d{1,2})\b|#(?<number>\d{1,2})\b|\b(?<number>\d{1,2})(?:st|nd|rd|" +
        @"th)\b|第(?<number>[\d一二三四五六七八九十]{1,3})", RegexOptions.IgnoreCase)]
    private static partial Regex Place();

    [GeneratedRegex(
        @"^(?:(?:the )?(?:this|that|it|these|those|them)(?: one| item| kind| type| sort)?(?: of (?:thing|stuff|" +
        @"things))?(?: (?:here|please|recommended|to me))*|like this|" +
        @"(?:这|那)(?:个|篇|条|本|部|首|种|类|些)?(?:东西|内容|文章|推荐)?(?:了|吧|的|呢)?|它)$", RegexOptions.IgnoreCase)]
    private static partial Regex Pronoun();
}
