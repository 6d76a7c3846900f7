using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace AttentionFunctions.Embed;

/// <summary>
/// Unicode decomposition (NFD, NFKD without the reordering of marks) from a table of our own: where the hosts run without ICU,
/// <see cref="string.Normalize()"/> does nothing, and stored vectors must not depend on which ICU a machine has.
/// </summary>
internal static class Decomposition
{
    private const int HangulFirst = 0xAC00, HangulCount = 11172, LeadFirst = 0x1100, VowelFirst = 0x1161, TrailBefore = 0x11A7;
    private const int VowelCount = 21, TrailCount = 28;

    private static readonly Lazy<(FrozenDictionary<int, Rune[]> Canonical, FrozenDictionary<int, Rune[]> Compatible)> Tables = new(Read);

    /// <summary>Appends the canonical decomposition of <paramref name="rune"/>: <c>é</c> as <c>e</c> and an acute accent.</summary>
    public static void AppendCanonical(Rune rune, List<Rune> to) => Append(rune, Tables.Value.Canonical, to);

    /// <summary>As <see cref="AppendCanonical"/>, and what merely looks different as well: <c>ﬁ</c> as <c>fi</c>, full-width forms as plain.</summary>
    public static void AppendCompatible(Rune rune, List<Rune> to) => Append(rune, Tables.Value.Compatible, to);

    private static void Append(Rune rune, FrozenDictionary<int, Rune[]> table, List<Rune> to)
    {
        var syllable = rune.Value - HangulFirst;
        if (rune.IsAscii)
        {
            to.Add(rune);
        }
        else if (syllable is >= 0 and < HangulCount)
        {
            to.Add(new Rune(LeadFirst + syllable / (VowelCount * TrailCount)));
            to.Add(new Rune(VowelFirst + syllable % (VowelCount * TrailCount) / TrailCount));
            if (syllable % TrailCount is var trail and > 0) to.Add(new Rune(TrailBefore + trail));
        }
        else if (table.TryGetValue(rune.Value, out var parts))
        {
            to.AddRange(parts);
        }
        else
        {
            to.Add(rune);
        }
    }

    private static (FrozenDictionary<int, Rune[]>, FrozenDictionary<int, Rune[]>) Read()
    {
        var canonical = new Dictionary<int, int[]>();
        var all = new Dictionary<int, int[]>();
        using var reader = new StreamReader(EmbeddedFile.Open("decompositions.txt"), Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#')) continue;
            var fields = line.Split(' ');
            var isCompatible = fields[1] == "~";
            int[] parts = [.. fields[(isCompatible ? 2 : 1)..].Select(Hexadecimal)];
            all[Hexadecimal(fields[0])] = parts;
            if (!isCompatible) canonical[Hexadecimal(fields[0])] = parts;
        }
        return (Expand(canonical), Expand(all));
    }

    private static int Hexadecimal(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <summary>The table's steps are single; a part may decompose further.</summary>
    private static FrozenDictionary<int, Rune[]> Expand(Dictionary<int, int[]> steps)
    {
        return steps.ToFrozenDictionary(step => step.Key, step => Full(step.Key).ToArray());

        IEnumerable<Rune> Full(int codePoint) =>
            steps.TryGetValue(codePoint, out var parts) ? parts.SelectMany(Full) : [new Rune(codePoint)];
    }
}
