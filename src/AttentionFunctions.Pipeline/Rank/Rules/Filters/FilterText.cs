using System.Globalization;
using System.Text;
using AttentionFunctions.Events;

namespace AttentionFunctions.Rank;

/// <summary>Writes a filter in its canonical form: reading that gives the same tree again.</summary>
internal static class FilterText
{
    public static string Of(FilterNode node)
    {
        var text = new StringBuilder();
        Write(text, node);
        return text.ToString();
    }

    private static void Write(StringBuilder text, FilterNode node)
    {
        switch (node)
        {
            case OrNode or:
                Write(text, or.Left);
                text.Append(" or ");
                WriteInside(text, or.Right, or.Right is OrNode);
                break;
            case AndNode and:
                WriteInside(text, and.Left, and.Left is OrNode);
                text.Append(" and ");
                WriteInside(text, and.Right, and.Right is OrNode or AndNode);
                break;
            case NotNode not:
                text.Append("not ");
                WriteInside(text, not.Operand, not.Operand is OrNode or AndNode);
                break;
            case HasNode has:
                text.Append("has ");
                Write(text, has.Field);
                break;
            case CompareNode compare:
                Write(text, compare.Field);
                text.Append(' ').Append(SymbolOf(compare.Comparison)).Append(' ');
                Write(text, compare.Value);
                break;
            case ContainsNode contains:
                Write(text, contains.Field);
                text.Append(" contains ");
                WriteQuoted(text, contains.Part);
                break;
            case InNode @in:
                Write(text, @in.Field);
                text.Append(" in [");
                for (int i = 0; i < @in.Values.Count; i++)
                {
                    if (i > 0) text.Append(", ");
                    Write(text, @in.Values[i]);
                }

                text.Append(']');
                break;
        }
    }

    private static string SymbolOf(Comparison comparison) => comparison switch
    {
        Comparison.Equal => "=",
        Comparison.Less => "<",
        Comparison.AtMost => "<=",
        Comparison.Greater => ">",
        _ => ">=",
    };

    private static void WriteInside(StringBuilder text, FilterNode node, bool parenthesised)
    {
        if (parenthesised) text.Append('(');
        Write(text, node);
        if (parenthesised) text.Append(')');
    }

    private static void Write(StringBuilder text, FilterField field)
    {
        text.Append(field.Name);
        if (!field.IsOfContext) return;
        text.Append('.');
        if (FilterScanner.IsWord(field.Key)) text.Append(field.Key);
        else WriteQuoted(text, field.Key);
    }

    private static void Write(StringBuilder text, FilterValue value)
    {
        switch (value)
        {
            case TextValue { Text: var content }:
                WriteQuoted(text, content);
                break;
            case NumberValue { Number: var number }:
                text.Append(number.ToString("R", CultureInfo.InvariantCulture));
                break;
            case InstantValue { Time: var time }:
                text.Append('"').Append(time.ToString(Rfc3339.Format, CultureInfo.InvariantCulture)).Append('"');
                break;
            case NowValue { Offset: var offset }:
                text.Append("now");
                if (offset != TimeSpan.Zero) text.Append(offset > TimeSpan.Zero ? " + " : " - ").Append(FilterDuration.Print(offset.Duration()));
                break;
            case DurationValue { Length: var length }:
                text.Append(FilterDuration.Print(length));
                break;
        }
    }

    private static void WriteQuoted(StringBuilder text, string content)
    {
        text.Append('"');
        foreach (char c in content)
        {
            if (c is '"' or '\\') text.Append('\\').Append(c);
            else if (char.IsControl(c)) text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else text.Append(c);
        }

        text.Append('"');
    }
}
