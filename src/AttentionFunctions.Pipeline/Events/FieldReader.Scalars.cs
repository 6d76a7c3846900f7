using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace AttentionFunctions.Events;

/// <summary>Single values. Each method takes what the field held before, to notice one that is given twice.</summary>
internal ref partial struct FieldReader
{
    public string? Text(string? current, int longest)
    {
        if (json.TokenType == JsonTokenType.Null)
        {
            return current;
        }

        if (json.TokenType != JsonTokenType.String)
        {
            Wrong("a string");
            return current;
        }

        string? text = Decode();
        if (text is null)
        {
            Wrong("Unicode text (there is half a surrogate pair in it)");
            return current;
        }

        if (text.Length > longest)
        {
            Note($"`{Prefix}{Field.Name}` must have at most {Number(longest)} characters, has {Number(text.Length)}");
        }

        return Once(current, text);
    }

    /// <summary>Text that names something: not blank, no control characters.</summary>
    public string? Identifier(string? current, int longest = EventLimits.IdLength)
    {
        string? text = Text(current, longest);
        if (text is not null && json.TokenType == JsonTokenType.String && (string.IsNullOrWhiteSpace(text) || HasControl(text)))
        {
            Wrong($"1 to {longest} characters, not blank and without control characters");
        }

        return text;
    }

    public double? Number(double? current, double least, double most)
    {
        if (json.TokenType == JsonTokenType.Null)
        {
            return current;
        }

        if (json.TokenType == JsonTokenType.Number && json.TryGetDouble(out double number) && number >= least && number <= most)
        {
            return Once(current, number);
        }

        Wrong(string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"));
        return current;
    }

    public bool? Flag(bool? current)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.True or JsonTokenType.False:
                return Once(current, json.TokenType == JsonTokenType.True);
            case JsonTokenType.Null:
                return current;
            default:
                Wrong("true or false");
                return current;
        }
    }

    /// <summary>A moment, UTC, to the millisecond.</summary>
    public DateTimeOffset? Instant(DateTimeOffset? current)
    {
        if (json.TokenType == JsonTokenType.Null)
        {
            return current;
        }

        if (json.TokenType == JsonTokenType.String && Rfc3339.TryParse(RawText(), out DateTimeOffset time))
        {
            return Once(current, time);
        }

        Wrong("an RFC 3339 time with its offset from UTC, like \"2026-11-23T20:41:00Z\"");
        return current;
    }

    /// <summary>Local time of a day.</summary>
    public TimeOnly? TimeOfDay(TimeOnly? current)
    {
        if (json.TokenType == JsonTokenType.Null)
        {
            return current;
        }

        if (json.TokenType == JsonTokenType.String
            && TimeOnly.TryParseExact(Decode(), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly time))
        {
            return Once(current, time);
        }

        Wrong("a time of day like \"09:00\"");
        return current;
    }

    public byte[]? Base64(byte[]? current)
    {
        if (json.TokenType == JsonTokenType.Null)
        {
            return current;
        }

        // Escapes ("\/") are legal in JSON, so what is decoded is the text and not the raw bytes.
        ReadOnlySpan<byte> text = json.TokenType == JsonTokenType.String ? RawText() : default;
        byte[] decoded = new byte[System.Buffers.Text.Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        if (!text.IsEmpty && System.Buffers.Text.Base64.DecodeFromUtf8(text, decoded, out _, out int length) == OperationStatus.Done)
        {
            return Once(current, decoded[..length]);
        }

        Wrong("a JSON object in base64");
        return current;
    }

    private readonly ReadOnlySpan<byte> RawText() => json.ValueIsEscaped ? Encoding.UTF8.GetBytes(Decode() ?? "") : json.ValueSpan;

    private static bool HasControl(ReadOnlySpan<char> text) =>
        text.ContainsAnyInRange('\u0000', '\u001f') || text.ContainsAnyInRange('\u007f', '\u009f');
}
