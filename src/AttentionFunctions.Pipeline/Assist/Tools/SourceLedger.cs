namespace AttentionFunctions.Assist;

/// <summary>Everything that tools have said in this turn and that an answer may repeat.</summary>
internal sealed class SourceLedger
{
    private readonly List<Source> _sources = [];

    public IReadOnlyList<Source> All => _sources;

    /// <summary>The same fact has one id, however often it is found.</summary>
    /// <param name="title">Must be clean, see <see cref="UntrustedText"/>.</param>
    public Source Add(string kind, string? itemId = null, string? title = null, string? figure = null)
    {
        if (_sources.Find(source => source.Kind == kind && source.ItemId == itemId && source.Title == title && source.Figure == figure) is { } known) return known;
        var added = new Source($"S{_sources.Count + 1}", kind, itemId, title, figure);
        _sources.Add(added);
        return added;
    }

    public Source? Find(string id) => _sources.Find(source => string.Equals(source.Id, id, StringComparison.OrdinalIgnoreCase));

    /// <summary>Those that a text names, in their order.</summary>
    public IReadOnlyList<Source> NamedIn(string text) => [.. _sources.Where(source => text.Contains($"[{source.Id}]", StringComparison.Ordinal))];
}
