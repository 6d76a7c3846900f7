namespace AttentionFunctions.Rank;

internal enum TokenKind
{
    End,
    Word,
    String,
    Number,

    /// <summary>A number with a unit of time directly behind it.</summary>
    Duration,

    Symbol,
}

/// <param name="Text">The word, the symbol or the number as written; of a string, what it stands for.</param>
/// <param name="Offset">Where it begins.</param>
internal readonly record struct FilterToken(TokenKind Kind, string Text, int Offset)
{
    /// <summary>For messages.</summary>
    public string Shown => Kind switch
    {
        TokenKind.End => "the end",
        TokenKind.String => $"the string \"{(Text.Length > 40 ? Text[..40] + "…" : Text)}\"",
        _ => $"'{(Text.Length > 40 ? Text[..40] + "…" : Text)}'",
    };

    public bool IsSymbol(string symbol) => Kind == TokenKind.Symbol && Text == symbol;

    public bool IsWord(string word) => Kind == TokenKind.Word && Text.Equals(word, StringComparison.OrdinalIgnoreCase);
}
