using System.Globalization;
using System.Text;
using AttentionFunctions.Events;

namespace AttentionFunctions.Rank;

/// <summary>Reads a filter by recursive descent; the grammar is in docs/filters.md.</summary>
internal sealed class FilterParser
{
    /// <summary>Parentheses and <c>not</c> within one another: more would be no filter, but a try at the stack.</summary>
    public const int MaxDepth = 32;

    public const int MaxListLength = 200;

    private static readonly string[] Symbols = ["=", "!=", "<", "<=", ">", ">="];

    private readonly string _text;
    private readonly FilterScanner _scanner;
    private FilterToken _token;
    private int _depth;

    public FilterParser(string text)
    {
        _text = text;
        _scanner = new FilterScanner(text);
        _token = _scanner.Next();
    }

    /// <exception cref="FilterSyntaxException">The text is no filter.</exception>
    public FilterNode Parse()
    {
        FilterNode node = Or();
        return _token.Kind == TokenKind.End ? node : throw Expected(_token, "'and', 'or' or the end");
    }

    private FilterNode Or()
    {
        FilterNode node = And();
        while (TakeWord("or")) node = new OrNode(node, And());
        return node;
    }

    private FilterNode And()
    {
        FilterNode node = Unary();
        while (TakeWord("and")) node = new AndNode(node, Unary());
        return node;
    }

    private FilterNode Unary()
    {
        FilterToken start = _token;
        if (TakeWord("not")) return new NotNode(Deeper(start, Unary));
        if (TakeSymbol("("))
        {
            FilterNode inside = Deeper(start, Or);
            if (!TakeSymbol(")")) throw Expected(_token, $"'and', 'or' or the ')' for the '(' at offset {start.Offset}");
            return inside;
        }

        if (TakeWord("has")) return new HasNode(Field());
        return start.Kind == TokenKind.Word ? Condition() : throw Expected(start, "a condition such as category = \"news\"");
    }

    private FilterNode Deeper(FilterToken start, Func<FilterNode> inside)
    {
        if (++_depth > MaxDepth) throw Wrong(start.Offset, $"Conditions are nested more than {MaxDepth} deep.");
        FilterNode node = inside();
        _depth--;
        return node;
    }

    private FilterNode Condition()
    {
        FilterField field = Field();
        FilterToken start = _token;
        if (TakeWord("not"))
            return TakeWord("in") ? new NotNode(new InNode(field, List(field))) : throw Expected(_token, "'in' after 'not'");
        if (TakeWord("in")) return new InNode(field, List(field));
        if (TakeWord("contains"))
        {
            if (field.Kind != FieldKind.Text) throw Wrong(start.Offset, $"'contains' searches in texts; {field.Name} is none.{LabelHint(field)}");
            return new ContainsNode(field, TakeString("the text to look for, in quotes"));
        }

        if (field.Kind == FieldKind.Labels && start.IsSymbol(":"))
        {
            _token = _scanner.NextLabel();
            return new CompareNode(field, Comparison.Equal, new TextValue(TakeString("a label, such as \"news\"")));
        }

        if (field.Kind == FieldKind.Labels && TakeWord("has"))
            return new CompareNode(field, Comparison.Equal, new TextValue(TakeString("a label, in quotes")));
        if (start.Kind != TokenKind.Symbol || !Symbols.Contains(start.Text)) throw Expected(start, $"an operator after {field.Name}: {OperatorsOf(field)}");
        if (start.Text is not ("=" or "!=") && field.Kind is FieldKind.Text or FieldKind.Labels or FieldKind.Language)
            throw Wrong(start.Offset, $"{field.Name} has no order: use {OperatorsOf(field)}.");
        _token = _scanner.Next();
        FilterValue value = Value(field);
        return start.Text switch
        {
            "=" => new CompareNode(field, Comparison.Equal, value),
            "!=" => new NotNode(new CompareNode(field, Comparison.Equal, value)),
            "<" => new CompareNode(field, Comparison.Less, value),
            "<=" => new CompareNode(field, Comparison.AtMost, value),
            ">" => new CompareNode(field, Comparison.Greater, value),
            _ => new CompareNode(field, Comparison.AtLeast, value),
        };
    }

    private FilterField Field()
    {
        FilterToken name = _token;
        if (name.Kind != TokenKind.Word) throw Expected(name, "the name of a field");
        _token = _scanner.Next();
        if (name.IsWord(FilterField.ContextPrefix)) return ContextField(name);
        if (FilterField.Find(name.Text) is { } field) return field;
        throw Wrong(name.Offset, FilterField.Like(name.Text) is { } meant
            ? $"There is no field {name.Shown}: did you mean {meant}?"
            : $"There is no field {name.Shown}. There are {string.Join(", ", FilterField.OfItems.Select(known => known.Name))} and {FilterField.ContextPrefix}.KEY.");
    }

    private FilterField ContextField(FilterToken name)
    {
        if (!TakeSymbol(".")) throw Expected(_token, $"a key of the context: {FilterField.ContextPrefix}.device");
        FilterToken key = _token;
        if (key.Kind is not (TokenKind.Word or TokenKind.String) || key.Text.Length is 0 or > EventLimits.MapKeyLength)
            throw Expected(key, $"a key of the context after '{name.Text}.', 1 to {EventLimits.MapKeyLength} characters");
        _token = _scanner.Next();
        return FilterField.OfContext(key.Text);
    }

    private List<FilterValue> List(FilterField field)
    {
        FilterToken start = _token;
        if (!TakeSymbol("[")) throw Expected(start, "a list: [value, value]");
        var values = new List<FilterValue>();
        do
        {
            values.Add(Value(field));
            if (values.Count > MaxListLength) throw Wrong(start.Offset, $"A list may have {MaxListLength} values.");
        }
        while (TakeSymbol(","));
        return TakeSymbol("]") ? values : throw Expected(_token, "',' or ']'");
    }

    private FilterValue Value(FilterField field) => field.Kind switch
    {
        FieldKind.Number => new NumberValue(Number()),
        FieldKind.Duration => new DurationValue(Duration(field)),
        FieldKind.Instant => Instant(),
        _ => new TextValue(TakeString($"text in quotes to compare {field.Name} with")),
    };

    private double Number()
    {
        FilterToken start = _token;
        bool negative = TakeSymbol("-");
        FilterToken digits = _token;
        if (digits.Kind != TokenKind.Number) throw Expected(digits, "a number");
        _token = _scanner.Next();
        double number = double.Parse(digits.Text, CultureInfo.InvariantCulture);
        return double.IsFinite(number) ? negative ? -number : number : throw Wrong(start.Offset, $"{digits.Shown} is too large.");
    }

    /// <summary>A plain number is one of seconds, as in <c>attentionSeconds</c>.</summary>
    private TimeSpan Duration(FilterField field)
    {
        FilterToken length = _token;
        string withUnit = length.Kind switch
        {
            TokenKind.Duration => length.Text,
            TokenKind.Number => length.Text + "s",
            _ => throw Expected(length, $"a length of time to compare {field.Name} with, such as 5m or 7d (units {FilterDuration.Units})"),
        };
        _token = _scanner.Next();
        return FilterDuration.Parse(withUnit) ?? throw Wrong(length.Offset, $"{length.Shown} is more than the {FilterDuration.Longest.TotalDays:F0} days that are possible.");
    }

    private FilterValue Instant()
    {
        FilterToken start = _token;
        if (TakeWord("now")) return new NowValue(Offset());
        if (start.Kind != TokenKind.String) throw Expected(start, "a time: \"2026-11-24\", \"2026-11-24T09:30:00Z\", or now - 7d");
        _token = _scanner.Next();
        // A day is its first moment, UTC.
        string text = start.Text.Length == 10 ? start.Text + "T00:00Z" : start.Text;
        return Rfc3339.TryParse(Encoding.UTF8.GetBytes(text), out DateTimeOffset time)
            ? new InstantValue(time)
            : throw Expected(start, "a day (\"2026-11-24\") or a moment with its offset (\"2026-11-24T09:30:00Z\")");
    }

    private TimeSpan Offset()
    {
        bool back = TakeSymbol("-");
        if (!back && !TakeSymbol("+")) return TimeSpan.Zero;
        FilterToken length = _token;
        if (length.Kind != TokenKind.Duration) throw Expected(length, $"a length of time after now, such as 7d (units {FilterDuration.Units})");
        _token = _scanner.Next();
        TimeSpan offset = FilterDuration.Parse(length.Text)
            ?? throw Wrong(length.Offset, $"{length.Shown} is more than the {FilterDuration.Longest.TotalDays:F0} days that are possible.");
        return back ? -offset : offset;
    }

    private string TakeString(string expected)
    {
        FilterToken token = _token;
        if (token.Kind != TokenKind.String) throw Expected(token, expected);
        _token = _scanner.Next();
        return token.Text;
    }

    private bool TakeWord(string word)
    {
        if (!_token.IsWord(word)) return false;
        _token = _scanner.Next();
        return true;
    }

    private bool TakeSymbol(string symbol)
    {
        if (!_token.IsSymbol(symbol)) return false;
        _token = _scanner.Next();
        return true;
    }

    private static string OperatorsOf(FilterField field) => field.Kind switch
    {
        FieldKind.Text => "=, !=, in or contains",
        FieldKind.Labels => "=, !=, in, has or ':'",
        FieldKind.Language => "=, != or in",
        _ => "=, !=, <, <=, >, >= or in",
    };

    private static string LabelHint(FilterField field) => field.Kind == FieldKind.Labels ? $" Write {field.Name} has \"…\"." : "";

    private FilterSyntaxException Expected(FilterToken token, string expected) => Wrong(token.Offset, $"Expected {expected}, got {token.Shown}.");

    private FilterSyntaxException Wrong(int offset, string problem) => new(_text, offset, problem);
}
