using Microsoft.ML.Tokenizers;

namespace AttentionFunctions.Embed;

/// <summary>Text to the token ids that a model was trained on.</summary>
/// <param name="Pieces">Splits text; texts that spell a special token stay text.</param>
/// <param name="First">Id before every text, as <c>[CLS]</c>.</param>
/// <param name="Last">Id after every text, as <c>[SEP]</c>.</param>
/// <param name="Padding">Id that fills up shorter texts of a batch.</param>
internal sealed record ModelTokenizer(Tokenizer Pieces, int? First, int? Last, int Padding)
{
    /// <summary>Far more than a token is long on average: what is further back cannot come to the front.</summary>
    private const int MaxCharactersPerToken = 64;

    /// <summary>Done to the text before it is split.</summary>
    public Func<string, string> Prepare { get; init; } = text => text;

    /// <summary>From the tokenizer's ids to the model's.</summary>
    public Func<int, int> Renumber { get; init; } = id => id;

    /// <summary>Id, of the tokenizer's, of which several in a row count as one.</summary>
    public int? FusedId { get; init; }

    /// <summary>Files that the ids depend on, relative to the model's folder.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <param name="maxLength">Special tokens included; what is beyond is left out.</param>
    public int[] Encode(string text, int maxLength)
    {
        var end = (int)Math.Min(text.Length, (long)maxLength * MaxCharactersPerToken);
        var room = maxLength - (First is null ? 0 : 1) - (Last is null ? 0 : 1);
        var pieces = Pieces.EncodeToIds(Prepare(text[..end]));
        List<int> ids = new(Math.Min(pieces.Count, room) + 2);
        if (First is { } first) ids.Add(first);

        // Cut here and not by the library, which leaves out the whole word that reaches beyond the limit.
        foreach (var piece in pieces.Where((piece, i) => piece != FusedId || i == 0 || pieces[i - 1] != piece).Take(room))
            ids.Add(Renumber(piece));
        if (Last is { } last) ids.Add(last);
        return [.. ids];
    }
}
