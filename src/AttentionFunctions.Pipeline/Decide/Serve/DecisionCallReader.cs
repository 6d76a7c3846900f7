using System.Text.Json;

namespace AttentionFunctions.Decide;

/// <summary>Reads a <see cref="DecisionCall"/> token by token, hashing features on the way: no document is built.</summary>
/// <remarks>As in a document, members may come in any order, and of two with one name the last counts.</remarks>
internal ref struct DecisionCallReader(ReadOnlyMemory<byte> body, bool multiSlot)
{
    private readonly ReadOnlyMemory<byte> _body = body;
    private readonly bool _multiSlot = multiSlot;
    private readonly Dictionary<string, int> _positions = new(StringComparer.Ordinal);
    private Utf8JsonReader _json = new(body.Span);
    private List<LoggedAction> _actions = [];
    private List<DecisionAction> _hashed = [];

    public DecisionCall Read()
    {
        string? eventId = null;
        RawJson? context = null;
        FeatureSet contextFeatures = FeatureSet.Empty;
        List<string>? excluded = null;
        List<SlotDraft>? slots = null;
        bool deferred = false;
        _json.Read();
        if (_json.TokenType != JsonTokenType.StartObject) throw new InvalidDecisionException("The body must be a JSON object.");
        while (NextMember())
        {
            if (Is("contextFeatures"u8))
            {
                FeatureBuffer buffer = FeatureBuffer.OfThread();
                context = Features("contextFeatures", buffer);
                contextFeatures = buffer.ToSet();
            }
            else if (Is("actions"u8)) ReadActions();
            else if (Is("eventId"u8)) eventId = Id("eventId");
            else if (Is("excludedActions"u8)) excluded = Ids();
            else if (Is("deferActivation"u8)) deferred = Flag();
            else if (_multiSlot && Is("slots"u8)) slots = ReadSlots();
            else _json.Skip();
        }

        _json.Read(); // what comes after the object is an error
        if (_actions.Count == 0) throw NoActions();
        return new DecisionCall(
            eventId ?? Guid.NewGuid().ToString("N"), context, contextFeatures, _actions, _hashed, Positions(excluded), deferred,
            _multiSlot ? Checked(slots ?? throw NoSlots()) : []);
    }

    private void ReadActions()
    {
        if (Next() != JsonTokenType.StartArray) throw NoActions();
        (_actions, _hashed) = ([], []);
        _positions.Clear();
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            if (_actions.Count == DecisionInput.MaxActions) throw NoActions();
            string? id = null;
            RawJson? features = null;
            FeatureBuffer buffer = FeatureBuffer.OfThread();
            if (_json.TokenType != JsonTokenType.StartObject) throw new InvalidDecisionException("Every action needs an id.");
            while (NextMember())
            {
                if (Is("id"u8)) id = Id("id");
                else if (Is("features"u8)) features = Features("features", buffer = FeatureBuffer.OfThread());
                else _json.Skip();
            }

            if (id is null) throw new InvalidDecisionException("Every action needs an id.");
            if (!_positions.TryAdd(id, _actions.Count)) throw new InvalidDecisionException($"The action id '{id}' is there twice.");
            _actions.Add(new LoggedAction(id, features));
            _hashed.Add(DecisionAction.Of(id, buffer));
        }
    }

    private List<SlotDraft> ReadSlots()
    {
        if (Next() != JsonTokenType.StartArray) throw NoSlots();
        var slots = new List<SlotDraft>();
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            if (slots.Count == DecisionCall.MaxSlots) throw NoSlots();
            var slot = new SlotDraft();
            if (_json.TokenType != JsonTokenType.StartObject) throw new InvalidDecisionException("Every slot needs an id.");
            while (NextMember())
            {
                if (Is("id"u8)) slot.Id = Id("id");
                else if (Is("baselineAction"u8)) slot.Baseline = Id("baselineAction");
                else if (Is("excludedActions"u8)) slot.Excluded = Ids();
                else if (Is("features"u8)) slot.Features = Features("features", FeatureBuffer.OfThread());
                else _json.Skip();
            }

            slots.Add(slot);
        }

        return slots;
    }

    private readonly List<SlotCall> Checked(List<SlotDraft> drafts)
    {
        if (drafts.Count == 0) throw NoSlots();
        if (drafts.Count > _actions.Count) throw new InvalidDecisionException("There are more slots than actions.");
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var slots = new List<SlotCall>(drafts.Count);
        foreach (SlotDraft draft in drafts)
        {
            string id = draft.Id ?? throw new InvalidDecisionException("Every slot needs an id.");
            if (!ids.Add(id)) throw new InvalidDecisionException($"The slot id '{id}' is there twice.");
            string baseline = draft.Baseline ?? throw new InvalidDecisionException($"Slot '{id}' needs a baselineAction.");
            if (!_positions.TryGetValue(baseline, out int at)) throw new InvalidDecisionException($"The baselineAction '{baseline}' of slot '{id}' is no action.");
            slots.Add(new SlotCall(id, draft.Features, Positions(draft.Excluded), at));
        }

        return slots;
    }

    /// <summary>Ids that are no action exclude nothing, as in Personalizer.</summary>
    private readonly HashSet<int> Positions(List<string>? ids)
    {
        var positions = new HashSet<int>();
        foreach (string id in ids ?? [])
        {
            if (_positions.TryGetValue(id, out int at)) positions.Add(at);
        }

        return positions;
    }

    private RawJson? Features(string name, FeatureBuffer into)
    {
        if (Next() == JsonTokenType.Null) return null;
        if (_json.TokenType != JsonTokenType.StartArray) throw NoFeatures(name);
        int from = (int)_json.TokenStartIndex;
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            if (_json.TokenType != JsonTokenType.StartObject) throw NoFeatures(name);
            FeatureReader.Read(ref _json, into);
        }

        return new RawJson(_body[from..(int)_json.BytesConsumed]);
    }

    private string? Id(string name)
    {
        if (Next() == JsonTokenType.Null) return null;
        return _json.TokenType == JsonTokenType.String && _json.GetString() is { Length: >= 1 and <= DecisionCall.MaxIdLength } text
            ? text
            : throw new InvalidDecisionException($"{name} must be a string of 1 to {DecisionCall.MaxIdLength} characters.");
    }

    private List<string> Ids()
    {
        var ids = new List<string>();
        if (Next() == JsonTokenType.Null) return ids;
        if (_json.TokenType != JsonTokenType.StartArray) throw new InvalidDecisionException("excludedActions must be an array of action ids.");
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            if (_json.TokenType == JsonTokenType.String) ids.Add(_json.GetString()!);
            else _json.Skip();
        }

        return ids;
    }

    private bool NextMember() => _json.Read() && _json.TokenType == JsonTokenType.PropertyName;

    private readonly bool Is(ReadOnlySpan<byte> name) => _json.ValueTextEquals(name);

    private JsonTokenType Next()
    {
        _json.Read();
        return _json.TokenType;
    }

    /// <summary>Anything but <c>true</c> is not.</summary>
    private bool Flag()
    {
        bool flag = Next() == JsonTokenType.True;
        _json.Skip();
        return flag;
    }

    private static InvalidDecisionException NoActions() => new($"actions must be an array of 1 to {DecisionInput.MaxActions} actions.");

    private static InvalidDecisionException NoSlots() => new($"slots must be an array of 1 to {DecisionCall.MaxSlots} slots.");

    private static InvalidDecisionException NoFeatures(string name) => new($"{name} must be an array of objects.");

    private sealed class SlotDraft
    {
        public string? Id { get; set; }

        public string? Baseline { get; set; }

        public List<string>? Excluded { get; set; }

        public RawJson? Features { get; set; }
    }
}
