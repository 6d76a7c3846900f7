namespace AttentionFunctions.Rank;

/// <summary>A filter as a tree. Two-valued: a comparison with a field that the item does not have is false, and only <c>not</c> turns it round.</summary>
/// <param name="IsStatic">It depends on nothing but the items, so that its result may be kept.</param>
internal abstract record FilterNode(bool IsStatic)
{
    public sealed override string ToString() => FilterText.Of(this);
}

internal sealed record AndNode(FilterNode Left, FilterNode Right) : FilterNode(Left.IsStatic && Right.IsStatic);

internal sealed record OrNode(FilterNode Left, FilterNode Right) : FilterNode(Left.IsStatic && Right.IsStatic);

internal sealed record NotNode(FilterNode Operand) : FilterNode(Operand.IsStatic);

/// <summary><c>has price</c></summary>
internal sealed record HasNode(FilterField Field) : FilterNode(!Field.IsOfContext);

/// <summary><c>price &lt; 20</c>; <c>!=</c> is read as <c>not … =</c>.</summary>
internal sealed record CompareNode(FilterField Field, Comparison Comparison, FilterValue Value)
    : FilterNode(!Field.IsOfContext && !Field.DependsOnTime && Value is not NowValue);

/// <summary><c>title contains "bread"</c>, whatever the case of the letters.</summary>
internal sealed record ContainsNode(FilterField Field, string Part) : FilterNode(!Field.IsOfContext);

/// <summary><c>category in ["news", "sport"]</c>: one of the comparisons with <c>=</c> is true.</summary>
internal sealed record InNode(FilterField Field, IReadOnlyList<FilterValue> Values)
    : FilterNode(!Field.IsOfContext && !Field.DependsOnTime && !Values.Any(value => value is NowValue))
{
    public bool Equals(InNode? other) => other is not null && Field == other.Field && Values.SequenceEqual(other.Values);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Field);
        foreach (FilterValue value in Values) hash.Add(value);
        return hash.ToHashCode();
    }
}

internal enum Comparison
{
    Equal,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

/// <summary>What a field is compared with.</summary>
internal abstract record FilterValue;

internal sealed record TextValue(string Text) : FilterValue;

/// <param name="Number">Finite.</param>
internal sealed record NumberValue(double Number) : FilterValue;

/// <param name="Time">UTC, to the millisecond.</param>
internal sealed record InstantValue(DateTimeOffset Time) : FilterValue;

/// <summary><c>now - 7d</c></summary>
internal sealed record NowValue(TimeSpan Offset) : FilterValue;

/// <param name="Length">Not negative.</param>
internal sealed record DurationValue(TimeSpan Length) : FilterValue;
