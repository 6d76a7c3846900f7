namespace AttentionFunctions.Train;

/// <summary>
/// The text vectors that a training works with. An epoch sees each item in one of its wordings, so that the projection learns what they have in
/// common; between epochs there are the vectors that are served.
/// </summary>
internal sealed class EpochTexts
{
    private readonly SequenceSet _set;
    private readonly int _seed;
    private readonly int[] _varied;

    /// <param name="used">Whether the plan has texts at all.</param>
    public EpochTexts(SequenceSet set, bool used, int seed)
    {
        (_set, _seed) = (set, seed);
        Vectors = used ? new(set.Texts.Values) : new(0);
        _varied = used && set.TextViews.Length > 0 ? [.. Enumerable.Range(0, set.ItemIds.Length).Where(item => set.TextViews[item].Length > 0)] : [];
    }

    /// <summary>Items × text dimension, what is shown now.</summary>
    public Floats Vectors { get; }

    /// <param name="epoch">What is drawn depends on it, the seed and the item alone.</param>
    public void Show(int epoch)
    {
        var dimension = _set.Texts.Dimension;
        foreach (var item in _varied)
        {
            var views = _set.TextViews[item];
            var stream = ((ulong)(uint)_seed << 32 | (uint)epoch) ^ (ulong)item * 0x9E3779B97F4A7C15;

            // One wording more: all together, as it is served.
            var view = SplitMix.NextBelow(ref stream, views.Length / dimension + 1);
            var shown = view == views.Length / dimension ? _set.Texts.Of(item) : views.AsSpan(view * dimension, dimension);
            shown.CopyTo(Vectors.Span[(item * dimension)..]);
        }
    }

    public void ShowServed()
    {
        foreach (var item in _varied)
        {
            _set.Texts.Of(item).CopyTo(Vectors.Span[(item * _set.Texts.Dimension)..]);
        }
    }
}
