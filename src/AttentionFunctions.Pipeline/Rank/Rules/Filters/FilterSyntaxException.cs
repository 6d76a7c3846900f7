namespace AttentionFunctions.Rank;

/// <summary>A filter that cannot be read: where, and what was expected there.</summary>
/// <param name="text">The filter.</param>
/// <param name="offset">UTF-16 units from its start to what is wrong.</param>
/// <param name="problem">For whoever wrote the filter.</param>
internal sealed class FilterSyntaxException(string text, int offset, string problem) : Exception($"{PlaceOf(text, offset)} {problem}")
{
    public int Offset { get; } = offset;

    /// <summary><c>line:column</c>, both from 1.</summary>
    private static string PlaceOf(string text, int offset)
    {
        ReadOnlySpan<char> before = text.AsSpan(0, offset);
        return $"{before.Count('\n') + 1}:{offset - before.LastIndexOf('\n')}";
    }
}
