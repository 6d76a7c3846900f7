namespace AttentionFunctions.Catalogue;

/// <summary>Categories, tags, creators, languages and vector spaces are few, items many: each is there once, and has a number.</summary>
/// <remarks>One thread adds; when it is done, any number of threads read.</remarks>
internal sealed class LabelTable
{
    private readonly List<string> _labels = [];
    private Dictionary<string, int>? _numbers = new(StringComparer.Ordinal);

    public string this[int number] => _labels[number];

    /// <summary>The number of a label, a new one where it has none.</summary>
    public int IndexOf(string label)
    {
        if (_numbers is null) throw new InvalidOperationException("The table is closed.");
        if (_numbers.TryGetValue(label, out int known)) return known;
        _labels.Add(label);
        _numbers.Add(label, _labels.Count - 1);
        return _labels.Count - 1;
    }

    /// <summary>No label comes any more: what only adding needs is given up.</summary>
    public void Close()
    {
        _numbers = null;
        _labels.TrimExcess();
    }
}
