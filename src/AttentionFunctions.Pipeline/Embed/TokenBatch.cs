namespace AttentionFunctions.Embed;

/// <summary>Texts that go through the model together, the shorter ones filled up to the longest.</summary>
/// <param name="Texts">Positions in the caller's list.</param>
internal sealed record TokenBatch(IReadOnlyList<int> Texts, int Width)
{
    /// <summary>Batches texts of similar length, so that little of the work goes into padding; texts without tokens are left out.</summary>
    /// <param name="capacity">Tokens of a batch with its padding; a text that is longer makes a batch alone.</param>
    public static IEnumerable<TokenBatch> Split(IReadOnlyList<int[]> tokens, int capacity)
    {
        List<int> texts = [];
        foreach (var text in Enumerable.Range(0, tokens.Count).Where(i => tokens[i].Length > 0).OrderBy(i => tokens[i].Length))
        {
            if (texts.Count > 0 && (long)(texts.Count + 1) * tokens[text].Length > capacity)
            {
                yield return new(texts, tokens[texts[^1]].Length);
                texts = [];
            }
            texts.Add(text);
        }
        if (texts.Count > 0) yield return new(texts, tokens[texts[^1]].Length);
    }

    /// <summary>Row by row the ids, and 1 where there is one, 0 where there is padding.</summary>
    public (long[] Ids, long[] Mask) Fill(IReadOnlyList<int[]> tokens, int padding)
    {
        var ids = new long[Texts.Count * Width];
        var mask = new long[ids.Length];
        Array.Fill(ids, padding);
        for (var row = 0; row < Texts.Count; row++)
        {
            var text = tokens[Texts[row]];
            for (var i = 0; i < text.Length; i++) ids[row * Width + i] = text[i];
            Array.Fill(mask, 1, row * Width, text.Length);
        }
        return (ids, mask);
    }
}
