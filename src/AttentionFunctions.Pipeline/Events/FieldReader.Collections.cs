using System.Text;
using System.Text.Json;

namespace AttentionFunctions.Events;

/// <summary>Lists and flat objects. What is past a limit is stepped over, not kept.</summary>
internal ref partial struct FieldReader
{
    /// <summary>An array of names; repetitions count once.</summary>
    public List<string>? Labels(List<string>? current)
    {
        if (!IsArray("an array of strings"))
        {
            return current;
        }

        List<string> labels = [];
        int count = 0;
        while (NextElement())
        {
            count++;
            if (json.TokenType == JsonTokenType.String && Decode() is { Length: <= EventLimits.LabelLength } label && IsName(label))
            {
                if (labels.Count < EventLimits.LabelCount && !labels.Contains(label))
                {
                    labels.Add(label);
                }
            }
            else
            {
                Wrong($"an array of strings of 1 to {EventLimits.LabelLength} characters");
            }
        }

        AtMost(count, EventLimits.LabelCount, "entries");
        return Once(current, labels);
    }

    public List<float>? Vector(List<float>? current)
    {
        if (!IsArray("an array of numbers"))
        {
            return current;
        }

        List<float> vector = [];
        int count = 0;
        while (NextElement())
        {
            count++;
            if (json.TokenType != JsonTokenType.Number || !json.TryGetSingle(out float number) || !float.IsFinite(number))
            {
                Wrong("an array of numbers that single precision can hold");
            }
            else if (count <= EventLimits.VectorDimensions)
            {
                vector.Add(number);
            }
        }

        AtMost(count, EventLimits.VectorDimensions, "numbers");
        if (count == 0)
        {
            Note($"`{Prefix}{Field.Name}` must have at least one number");
        }

        return Once(current, vector);
    }

    /// <summary>A flat object; numbers and truth values are kept as the text they are written with.</summary>
    public Dictionary<string, string>? Facts(Dictionary<string, string>? current)
    {
        if (!IsObject())
        {
            return current;
        }

        Dictionary<string, string> facts = [];
        int count = 0;
        while (NextEntry(out string key))
        {
            count++;
            string? value = json.TokenType switch
            {
                JsonTokenType.String => Decode(),
                JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False => Encoding.UTF8.GetString(json.ValueSpan),
                _ => null,
            };
            if (value is { Length: <= EventLimits.MapValueLength })
            {
                AddEntry(facts, key, value);
            }
            else
            {
                WrongEntry(key, $"text of at most {EventLimits.MapValueLength} characters, a number, true or false");
            }
        }

        AtMost(count, EventLimits.MapEntries, "entries");
        return Once(current, facts);
    }

    public Dictionary<string, bool>? Flags(Dictionary<string, bool>? current)
    {
        if (!IsObject())
        {
            return current;
        }

        Dictionary<string, bool> flags = [];
        int count = 0;
        while (NextEntry(out string key))
        {
            count++;
            if (json.TokenType is JsonTokenType.True or JsonTokenType.False)
            {
                AddEntry(flags, key, json.TokenType == JsonTokenType.True);
            }
            else
            {
                WrongEntry(key, "true or false");
            }
        }

        AtMost(count, EventLimits.MapEntries, "entries");
        return Once(current, flags);
    }

    private bool IsArray(string expected)
    {
        if (json.TokenType is not (JsonTokenType.StartArray or JsonTokenType.Null))
        {
            Wrong(expected);
        }

        return json.TokenType == JsonTokenType.StartArray;
    }

    private bool NextElement()
    {
        json.Read();
        return json.TokenType != JsonTokenType.EndArray;
    }

    private bool NextEntry(out string key)
    {
        json.Read();
        key = "";
        if (json.TokenType == JsonTokenType.EndObject)
        {
            return false;
        }

        key = Decode() ?? "";
        if (key.Length > EventLimits.MapKeyLength || !IsName(key))
        {
            Note($"the names in `{Prefix}{Field.Name}` must have 1 to {EventLimits.MapKeyLength} characters, got {Shown()}");
        }

        json.Read();
        return true;
    }

    private readonly void AddEntry<T>(Dictionary<string, T> entries, string key, T value)
    {
        if (entries.Count < EventLimits.MapEntries && !entries.TryAdd(key, value))
        {
            Note($"`{Prefix}{Field.Name}.{Cut(key)}` is given twice");
        }
    }

    private void WrongEntry(string key, string expected)
    {
        Note($"`{Prefix}{Field.Name}.{Cut(key)}` must be {expected}, got {Shown()}");
        Skip();
    }

    private readonly void AtMost(int count, int most, string what)
    {
        if (count > most)
        {
            Note($"`{Prefix}{Field.Name}` must have at most {Number(most)} {what}, has {Number(count)}");
        }
    }

    private static string Cut(string key) => key.Length <= EventLimits.MapKeyLength ? key : key[..EventLimits.MapKeyLength] + "…";

    private static bool IsName(string text) => !string.IsNullOrWhiteSpace(text) && !HasControl(text);
}
