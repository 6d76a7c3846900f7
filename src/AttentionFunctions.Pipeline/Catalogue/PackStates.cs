using System.Buffers;
using AttentionFunctions.Store;

namespace AttentionFunctions.Catalogue;

/// <summary>Packs states that come in order of their ids into pages, one page at a time.</summary>
internal sealed class PackStates
{
    private readonly List<StatePage> _pages = [];
    private readonly LabelTable _labels = new();
    private readonly IdTable.Builder _ids = new();
    private readonly MemoryStream _records = new();
    private readonly BinaryWriter _writer;
    private readonly List<int> _recordEnds = [];
    private readonly ArrayBufferWriter<sbyte> _codes = new();
    private readonly List<int> _codeEnds = [];
    private readonly List<float> _scales = [];
    private readonly List<int> _spaces = [];
    private string? _last;

    public PackStates() => _writer = new BinaryWriter(_records);

    /// <exception cref="InvalidDataException">The id does not come after the one before.</exception>
    public void Add(CatalogueItem state)
    {
        if (_last is not null && string.CompareOrdinal(_last, state.Id) >= 0) throw new InvalidDataException($"Item {state.Id} comes after {_last}.");
        if (_ids.Count == StatePage.MaxStates) EndPage();
        _last = state.Id;
        _ids.Add(state.Id);
        PackedRecord.Write(_writer, state, _labels);
        _recordEnds.Add((int)_records.Length);
        _codes.Write(state.Vector.Codes);
        _codeEnds.Add(_codes.WrittenCount);
        _scales.Add(state.Vector.Scale);
        _spaces.Add(_labels.IndexOf(state.VectorSpace));
    }

    public StatePage[] Done()
    {
        if (_ids.Count > 0) EndPage();
        _labels.Close();
        return [.. _pages];
    }

    private void EndPage()
    {
        sbyte[] codes = GC.AllocateArray<sbyte>(_codes.WrittenCount + ItemVector.ReadAhead, pinned: true);
        _codes.WrittenSpan.CopyTo(codes);
        _pages.Add(new StatePage(_ids.Build(), _records.ToArray(), [.. _recordEnds], codes, [.. _codeEnds], [.. _scales], [.. _spaces], _labels));
        _records.SetLength(0);
        _recordEnds.Clear();
        _codes.ResetWrittenCount();
        _codeEnds.Clear();
        _scales.Clear();
        _spaces.Clear();
    }
}
