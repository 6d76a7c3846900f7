using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace AttentionFunctions.Events;

/// <summary>
/// Walks the fields of JSON objects and reads each into its type, noting in words what is wrong. A value of the wrong type is stepped
/// over, so that every reason of an event is found. <c>null</c> counts as a field that is not there.
/// </summary>
/// <remarks>Throws <see cref="JsonException"/> where the JSON itself is broken, and nothing else.</remarks>
internal ref partial struct FieldReader
{
    // The depth of an event is limited in Skip: the parser's own limit would break off a whole array because of one event in it.
    private static readonly JsonReaderOptions Options = new() { MaxDepth = int.MaxValue };

    private const string AsciiLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static readonly SearchValues<char> Letters = SearchValues.Create(AsciiLetters);
    private static readonly SearchValues<char> LettersAndDigits = SearchValues.Create(AsciiLetters + "0123456789");
    private static readonly SearchValues<char> ZoneCharacters = SearchValues.Create(AsciiLetters + "0123456789/_+-");

    private Utf8JsonReader json;
    private Reasons reasons = new();
    private int eventDepth;

    public FieldReader(ReadOnlySpan<byte> utf8) => json = new Utf8JsonReader(utf8, Options);

    /// <summary>The field that the reader is at.</summary>
    public KnownField Field { get; private set; } = FieldNames.Unknown;

    /// <summary>The part of the event that reasons are noted for.</summary>
    public FieldGroup Group { get; set; } = FieldGroup.Event;

    /// <summary>Where the fields stand, for example <c>data.item.</c>; empty at the top.</summary>
    public string Prefix { get; set; } = "";

    public readonly JsonTokenType TokenType => json.TokenType;

    /// <summary>Bytes up to the current token.</summary>
    public readonly int TokenStart => (int)json.TokenStartIndex;

    /// <summary>Bytes up to the end of the current token.</summary>
    public readonly int Consumed => (int)json.BytesConsumed;

    public void Read() => json.Read();

    /// <summary>An event begins at the current token; its reasons go to <paramref name="sink"/>.</summary>
    public void Begin(Reasons sink)
    {
        reasons = sink;
        eventDepth = json.CurrentDepth;
        Prefix = "";
        Group = FieldGroup.Event;
    }

    /// <summary>To the value of the next field of the object; false at the object's end.</summary>
    public bool Next()
    {
        json.Read();
        if (json.TokenType == JsonTokenType.EndObject)
        {
            return false;
        }

        Field = KnownName();
        json.Read();
        return true;
    }

    /// <summary>True when the value is an object to walk with <see cref="Next"/>; otherwise it is stepped over.</summary>
    public bool IsObject()
    {
        if (json.TokenType == JsonTokenType.StartObject)
        {
            return true;
        }

        if (json.TokenType != JsonTokenType.Null)
        {
            Wrong("an object");
        }

        return false;
    }

    /// <summary>Steps over the value, whatever it is.</summary>
    public void Skip()
    {
        if (json.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            return;
        }

        bool tooDeep = false;
        int depth = json.CurrentDepth;
        do
        {
            tooDeep |= json.CurrentDepth - eventDepth >= EventLimits.Depth;
            json.Read();
        }
        while (json.CurrentDepth > depth);

        if (tooDeep)
        {
            reasons.Add(FieldGroup.Event, $"objects and arrays must not be nested more than {EventLimits.Depth} levels deep");
        }
    }

    public readonly void Note(string reason) => reasons.Add(Group, reason);

    /// <summary>The field must be something else than it is: notes what, and what it is, and steps over it.</summary>
    public void Wrong(string expected)
    {
        Note($"`{Prefix}{Field.Name}` must be {expected}, got {Shown()}");
        Skip();
    }

    /// <summary>The value for a message, cut after some characters.</summary>
    public readonly string Shown()
    {
        const int most = 40;
        switch (json.TokenType)
        {
            case JsonTokenType.StartObject:
                return "an object";
            case JsonTokenType.StartArray:
                return "an array";
        }

        string text = Encoding.UTF8.GetString(json.ValueSpan[..Math.Min(json.ValueSpan.Length, 4 * most)]);
        text = text.Length > most ? text[..most] + "…" : text;
        return json.TokenType == JsonTokenType.String ? $"\"{text}\"" : text;
    }

    private readonly T Once<T>(object? current, T value)
    {
        if (current is not null)
        {
            Note($"`{Prefix}{Field.Name}` is given twice");
        }

        return value;
    }

    private readonly KnownField KnownName()
    {
        if (json.ValueIsEscaped)
        {
            return FieldNames.Find(Decode());
        }

        if (json.ValueSpan.Length > FieldNames.Longest)
        {
            return FieldNames.Unknown;
        }

        Span<char> name = stackalloc char[FieldNames.Longest];
        return FieldNames.Find(name[..Encoding.UTF8.GetChars(json.ValueSpan, name)]);
    }

    /// <summary>The string or name at the current token; null when its escapes are no Unicode text (half a surrogate pair).</summary>
    private readonly string? Decode()
    {
        if (!json.ValueIsEscaped)
        {
            return Encoding.UTF8.GetString(json.ValueSpan);
        }

        try
        {
            return json.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string Number(double number) => number.ToString(number >= 1e9 ? "G" : "#,0.###", CultureInfo.InvariantCulture);
}
