namespace AttentionFunctions.Rank;

/// <summary>Evaluates conditions for all positions of a view at once, for one request.</summary>
/// <param name="context">Of the request.</param>
/// <param name="now">To the millisecond.</param>
internal sealed class Matching(ItemIndex items, IReadOnlyDictionary<string, string> context, DateTimeOffset now)
{
    private readonly double _nowMs = now.ToUnixTimeMilliseconds();

    /// <summary>Sets the words to the positions for which the condition is true.</summary>
    /// <param name="words">Of the index's count.</param>
    public void Write(FilterNode condition, Span<ulong> words)
    {
        if (condition.IsStatic) Kept(condition).CopyTo(words);
        else Compute(condition, words);
    }

    /// <summary>The shared words of a condition that depends on nothing but the items: not to be changed.</summary>
    public ulong[] Kept(FilterNode condition) => items.Kept.Of(condition, this, static (node, self, words) => self.Compute(node, words));

    private void Compute(FilterNode condition, Span<ulong> words)
    {
        switch (condition)
        {
            case AndNode and:
                Combine(and.Left, and.Right, words, both: true);
                break;
            case OrNode or:
                Combine(or.Left, or.Right, words, both: false);
                break;
            case NotNode not:
                Inner(condition, not.Operand, words);
                Bits.Not(words, items.Count);
                break;
            case HasNode has:
                Has(has.Field, words);
                break;
            case CompareNode compare:
                Compare(compare.Field, compare.Comparison, compare.Value, words);
                break;
            case InNode @in:
                In(@in, words);
                break;
            case ContainsNode contains:
                Texts(contains.Field, text => text.Contains(contains.Part, StringComparison.OrdinalIgnoreCase), words);
                break;
        }

        void Combine(FilterNode left, FilterNode right, Span<ulong> into, bool both)
        {
            Inner(condition, left, into);
            using var other = new PositionSet(items.Count);
            Inner(condition, right, other.Words);
            if (both) Bits.And(into, other.Words);
            else Bits.Or(into, other.Words);
        }
    }

    /// <summary>Of a whole that is kept, its parts need not be kept as well.</summary>
    private void Inner(FilterNode whole, FilterNode part, Span<ulong> words)
    {
        if (whole.IsStatic) Compute(part, words);
        else Write(part, words);
    }

    private void Has(FilterField field, Span<ulong> words)
    {
        if (field.IsOfContext)
        {
            Fill(words, context.ContainsKey(field.Key));
        }
        else if (PostingsOf(field) is { } postings)
        {
            words.Clear();
            foreach (string label in postings.Labels) Bits.Add(words, postings.Of(label));
        }
        else if (field.Kind == FieldKind.Text)
        {
            Texts(field, static _ => true, words);
        }
        else
        {
            Bits.Compare(items.ColumnOf(field), Comparison.Greater, double.NegativeInfinity, words);
        }
    }

    private void In(InNode node, Span<ulong> words)
    {
        if (node.Field == FilterField.Title)
        {
            HashSet<string> titles = [.. node.Values.Select(value => ((TextValue)value).Text)];
            Texts(node.Field, titles.Contains, words);
            return;
        }

        words.Clear();
        using var one = new PositionSet(items.Count);
        foreach (FilterValue value in node.Values)
        {
            if (value is TextValue { Text: var text } && AddLabel(node.Field, text, words)) continue;
            Compare(node.Field, Comparison.Equal, value, one.Words);
            Bits.Or(words, one.Words);
        }
    }

    private void Compare(FilterField field, Comparison comparison, FilterValue value, Span<ulong> words)
    {
        if (value is TextValue { Text: var text })
        {
            words.Clear();
            if (!AddLabel(field, text, words)) Texts(field, found => found == text, words);
            return;
        }

        (Comparison asked, double number) = value switch
        {
            NumberValue { Number: var plain } => (comparison, plain),
            InstantValue { Time: var time } => (comparison, time.ToUnixTimeMilliseconds()),
            NowValue { Offset: var offset } => (comparison, _nowMs + offset.TotalMilliseconds),

            // Younger than a week is published after a week ago.
            DurationValue { Length: var age } when field == FilterField.Age => (Mirrored(comparison), _nowMs - age.TotalMilliseconds),
            DurationValue { Length: var length } => (comparison, length.TotalSeconds),
            _ => throw new InvalidOperationException($"{value} is no number."),
        };
        Bits.Compare(items.ColumnOf(field), asked, number, words);
    }

    /// <summary>False when the field has no postings.</summary>
    private bool AddLabel(FilterField field, string text, Span<ulong> words)
    {
        if (field == FilterField.Id)
        {
            if (items.TryFind(text, out int position)) Bits.Add(words, [position]);
            return true;
        }

        if (PostingsOf(field) is not { } postings) return false;
        if (field.Kind != FieldKind.Language)
        {
            Bits.Add(words, postings.Of(text));
            return true;
        }

        foreach (string tag in postings.Labels)
            if (LanguageRange.Matches(tag, text)) Bits.Add(words, postings.Of(tag));
        return true;
    }

    private Postings? PostingsOf(FilterField field) => field switch
    {
        { IsOfContext: true } => null,
        { Name: "category" } => items.Categories,
        { Name: "tag" } => items.Tags,
        { Name: "creator" } => items.Creators,
        { Name: "language" } => items.Languages,
        _ => null,
    };

    /// <summary>Sets the words to where there is a text that satisfies the test.</summary>
    private void Texts(FilterField field, Func<string, bool> test, Span<ulong> words)
    {
        if (field.IsOfContext)
        {
            Fill(words, context.TryGetValue(field.Key, out string? value) && test(value));
            return;
        }

        words.Clear();
        if (PostingsOf(field) is { } postings)
        {
            foreach (string label in postings.Labels)
                if (test(label)) Bits.Add(words, postings.Of(label));
            return;
        }

        for (int position = 0; position < items.Count; position++)
            if ((field == FilterField.Id ? items.IdAt(position) : items.TitleAt(position)) is { } text && test(text)) Bits.Add(words, [position]);
    }

    private void Fill(Span<ulong> words, bool all)
    {
        words.Clear();
        if (all) Bits.Not(words, items.Count);
    }

    private static Comparison Mirrored(Comparison comparison) => comparison switch
    {
        Comparison.Less => Comparison.Greater,
        Comparison.AtMost => Comparison.AtLeast,
        Comparison.Greater => Comparison.Less,
        Comparison.AtLeast => Comparison.AtMost,
        _ => comparison,
    };
}
