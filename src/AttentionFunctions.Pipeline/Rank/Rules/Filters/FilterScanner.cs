using System.Globalization;
using System.Text;

namespace AttentionFunctions.Rank;

/// <summary>Cuts a filter into tokens, one at a time.</summary>
internal sealed class FilterScanner(string text)
{
    // Longer ones first.
    private static readonly string[] Symbols = ["<=", ">=", "!=", "=", "<", ">", ":", "(", ")", "[", "]", ",", ".", "-", "+"];

    private static readonly (string Written, string Meant)[] Foreign =
        [("==", "="), ("<>", "!="), ("&&", "and"), ("||", "or"), ("!", "not"), ("{", "[")];

    private int _at;

    public static bool IsWord(string text) => text.Length > 0 && IsFirst(text[0]) && text.All(IsLater);

    /// <exception cref="FilterSyntaxException">What comes next is no token.</exception>
    public FilterToken Next()
    {
        SkipSpace();
        int start = _at;
        if (_at == text.Length) return new FilterToken(TokenKind.End, "", start);
        char c = text[_at];
        if (c is '"' or '\'') return new FilterToken(TokenKind.String, ReadString(c), start);
        if (char.IsAsciiDigit(c)) return ReadNumber(start);
        if (IsFirst(c)) return new FilterToken(TokenKind.Word, Take(IsLater), start);

        foreach ((string written, string meant) in Foreign)
            if (text.AsSpan(_at).StartsWith(written) && !text.AsSpan(_at).StartsWith("!="))
                throw Wrong(start, $"'{written}' is not part of this language, write {meant}.");
        foreach (string symbol in Symbols)
        {
            if (!text.AsSpan(_at).StartsWith(symbol)) continue;
            _at += symbol.Length;
            return new FilterToken(TokenKind.Symbol, symbol, start);
        }

        throw Wrong(start, $"This character has no meaning here (U+{(int)c:X4}); text stands in quotes.");
    }

    /// <summary>The label behind a colon, quoted or not: <c>tag:sci-fi</c>.</summary>
    public FilterToken NextLabel()
    {
        SkipSpace();
        int start = _at;
        return _at < text.Length && IsOfLabel(text[_at]) ? new FilterToken(TokenKind.String, Take(IsOfLabel), start) : Next();
    }

    private FilterToken ReadNumber(int start)
    {
        Take(char.IsAsciiDigit);
        if (Ahead('.') && _at + 1 < text.Length && char.IsAsciiDigit(text[_at + 1]))
        {
            _at++;
            Take(char.IsAsciiDigit);
        }

        int sign = _at + 1 < text.Length && text[_at + 1] is '+' or '-' ? 1 : 0;
        if (_at < text.Length && text[_at] is 'e' or 'E' && _at + 1 + sign < text.Length && char.IsAsciiDigit(text[_at + 1 + sign]))
        {
            _at += 1 + sign;
            Take(char.IsAsciiDigit);
        }

        string number = text[start.._at];
        if (_at == text.Length || !IsLater(text[_at])) return new FilterToken(TokenKind.Number, number, start);
        int unitAt = _at;
        string unit = Take(IsLater);
        return FilterDuration.Of("0", unit[0]) is not null && unit.Length == 1
            ? new FilterToken(TokenKind.Duration, number + unit, start)
            : throw Wrong(unitAt, $"'{unit}' is no unit of time: write {FilterDuration.Units} behind the number.");
    }

    private string ReadString(char quote)
    {
        int start = _at++;
        var content = new StringBuilder();
        while (_at < text.Length)
        {
            char c = text[_at++];
            if (c == quote) return content.ToString();
            content.Append(c == '\\' ? ReadEscape() : c);
        }

        throw Wrong(start, $"This string does not end: a {quote} is missing.");
    }

    private char ReadEscape()
    {
        int start = _at - 1;
        char c = _at < text.Length ? text[_at++] : '\0';
        switch (c)
        {
            case '"' or '\'' or '\\':
                return c;
            case 'n':
                return '\n';
            case 't':
                return '\t';
            case 'u' when _at + 4 <= text.Length
                && ushort.TryParse(text.AsSpan(_at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code):
                _at += 4;
                return (char)code;
            default:
                throw Wrong(start, """No such escape. There are \", \', \\, \n, \t and \u with four hexadecimal digits.""");
        }
    }

    private string Take(Func<char, bool> isPart)
    {
        int start = _at;
        while (_at < text.Length && isPart(text[_at])) _at++;
        return text[start.._at];
    }

    private void SkipSpace()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at])) _at++;
    }

    private bool Ahead(char c) => _at < text.Length && text[_at] == c;

    private static bool IsFirst(char c) => char.IsLetter(c) || c == '_';

    private static bool IsLater(char c) => char.IsLetterOrDigit(c) || c == '_';

    private static bool IsOfLabel(char c) => char.IsLetterOrDigit(c) || c is '_' or '-' or '.' or '/';

    private FilterSyntaxException Wrong(int offset, string problem) => new(text, offset, problem);
}
