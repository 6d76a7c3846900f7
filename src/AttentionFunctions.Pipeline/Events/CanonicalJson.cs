using System.Globalization;
using System.Text.Json;

namespace AttentionFunctions.Events;

/// <summary>Fields in their canonical form; those that are absent are left out.</summary>
internal static class CanonicalJson
{
    extension(Utf8JsonWriter json)
    {
        public void Text(string name, string? value)
        {
            if (value is not null)
            {
                json.WriteString(name, value);
            }
        }

        public void Number(string name, double? value)
        {
            if (value is { } number)
            {
                json.WriteNumber(name, number);
            }
        }

        public void Time(string name, DateTimeOffset? value)
        {
            if (value is { } time)
            {
                Span<char> text = stackalloc char[24];
                time.UtcDateTime.TryFormat(text, out int length, Rfc3339.Format, CultureInfo.InvariantCulture);
                json.WriteString(name, text[..length]);
            }
        }

        public void TimeOfDay(string name, TimeOnly value) =>
            json.WriteString(name, value.ToString("HH:mm", CultureInfo.InvariantCulture));

        public void Labels(string name, IReadOnlyList<string> values)
        {
            if (values.Count == 0)
            {
                return;
            }

            json.WriteStartArray(name);
            foreach (string value in values)
            {
                json.WriteStringValue(value);
            }

            json.WriteEndArray();
        }

        public void Vector(string name, IReadOnlyList<float>? values)
        {
            if (values is null)
            {
                return;
            }

            json.WriteStartArray(name);
            foreach (float value in values)
            {
                json.WriteNumberValue(value);
            }

            json.WriteEndArray();
        }

        public void Facts(string name, IReadOnlyDictionary<string, string>? entries)
        {
            if (entries is null)
            {
                return;
            }

            json.WriteStartObject(name);
            foreach ((string key, string value) in entries.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
        }

        public void Flags(string name, IReadOnlyDictionary<string, bool>? entries)
        {
            if (entries is null)
            {
                return;
            }

            json.WriteStartObject(name);
            foreach ((string key, bool value) in entries.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            {
                json.WriteBoolean(key, value);
            }

            json.WriteEndObject();
        }
    }
}
