using System.Runtime.InteropServices;
using System.Text;
using AttentionFunctions.Catalogue;
using AttentionFunctions.Embed;

namespace AttentionFunctions.Assist;

/// <summary>
/// Titles of the whole catalogue, to notice one in a text although no tool returned it. Titles of a single word are common words as well
/// and are not looked for, nor are those of fewer than four Han characters.
/// </summary>
/// <remarks>
/// Titles are known by 64-bit hashes of their words: with a hundred thousand of them, one word sequence in 10¹⁴ is taken for a title that is none.
/// </remarks>
internal sealed class KnownTitles
{
    private const int LeastWords = 2, MaxWords = 8, LeastHan = 4, MostHan = 20;

    /// <summary>Behind every word of a text.</summary>
    private const int End = 0;

    private readonly ItemCatalogue _catalogue;

    /// <summary>How many items have the title of this hash.</summary>
    private readonly Dictionary<ulong, int> _titles;

    private KnownTitles(ItemCatalogue catalogue, Dictionary<ulong, int> titles) => (_catalogue, _titles) = (catalogue, titles);

    public static KnownTitles None { get; } = new(ItemCatalogue.Empty, []);

    /// <summary>Those of another view of the catalogue; costs what has changed, not what there is.</summary>
    public KnownTitles Of(ItemCatalogue catalogue)
    {
        if (ReferenceEquals(catalogue, _catalogue)) return this;
        var titles = new Dictionary<ulong, int>(_titles);
        var runes = new List<int>();
        foreach ((CatalogueItem? before, CatalogueItem? after) in catalogue.ChangesSince(_catalogue))
        {
            if (before is not null && after is not null && before.Fields.Title == after.Fields.Title) continue;
            if (before is not null) Count(titles, before, -1, runes);
            if (after is not null) Count(titles, after, 1, runes);
        }

        return new KnownTitles(catalogue, titles);
    }

    public bool AnyIn(string sentence)
    {
        var runes = new List<int>();
        Read(sentence, runes);
        for (int start = 0; start < runes.Count; start = runes.IndexOf(End, start) + 1)
        {
            FeatureHash hash = FeatureHash.Start(FeatureKind.Word);
            int words = 0;
            for (int i = start; i < runes.Count && words < MostHan; i++)
            {
                hash = hash.Add(runes[i]);
                if (runes[i] == End && ++words >= LeastWords && _titles.ContainsKey(hash.Value)) return true;
            }
        }

        return false;
    }

    private static void Count(Dictionary<ulong, int> titles, CatalogueItem item, int change, List<int> runes)
    {
        runes.Clear();
        Read(UntrustedText.Clean(item.Fields.Title), runes);
        FeatureHash hash = FeatureHash.Start(FeatureKind.Word);
        (int words, int han) = (0, 0);
        for (int i = 0; i < runes.Count; i++)
        {
            hash = hash.Add(runes[i]);
            if (runes[i] != End) continue;
            words++;
            if (IsHan(runes[i - 1])) han++;
        }

        if (han == words ? words is not (>= LeastHan and <= MostHan) : words is not (>= LeastWords and <= MaxWords)) return;
        ref int count = ref CollectionsMarshal.GetValueRefOrAddDefault(titles, hash.Value, out _);
        count += change;
        if (count == 0) titles.Remove(hash.Value);
    }

    /// <summary>Words in lower case, without punctuation, each with an <see cref="End"/>; each Han character is a word.</summary>
    private static void Read(string text, List<int> runes)
    {
        bool inWord = false;
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool han = Languages.IsHan(rune), part = !han && Rune.IsLetterOrDigit(rune);
            if (inWord && !part) runes.Add(End);
            if (part) runes.Add(Rune.ToLowerInvariant(rune).Value);
            if (han) runes.AddRange([rune.Value, End]);
            inWord = part;
        }

        if (inWord) runes.Add(End);
    }

    private static bool IsHan(int rune) => Languages.IsHan(new Rune(rune));
}
