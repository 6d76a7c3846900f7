using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace AttentionFunctions.Decide;

/// <summary>Flattens JSON of any shape into hashed features, by the rules of Personalizer's learner (Vowpal Wabbit's JSON format).</summary>
/// <remarks>
/// An object under a key opens the namespace of that key, nested ones inside it. A number is a feature with that value; a string is the feature
/// "key and value" with value 1; <c>true</c> is a feature with value 1; <c>false</c> and <c>null</c> are none. The elements of an array of numbers
/// are features named by their positions; strings in an array are members of a set, so that their order does not matter; objects in an array are
/// read one after the other. Keys that begin with an underscore are for people and are skipped. So {"user":{"age":0.4}} and {"page":{"age":0.4}}
/// are two features, and the order of keys does not matter.
/// </remarks>
internal static class FeatureReader
{
    /// <summary>Bounds the work of one request: with interactions the cost is context features × action features.</summary>
    public const int MaxFeatures = 2000;

    private const ulong Root = 0x9E3779B97F4A7C15;

    /// <param name="reader">At the first token of an object or an array of objects; afterwards at the last.</param>
    /// <exception cref="InvalidDecisionException">Too many features, or a number that is not finite as a 32-bit float.</exception>
    public static void Read(ref Utf8JsonReader reader, FeatureBuffer into) => Value(ref reader, Root, default, into);

    /// <summary>One after the other, as if they were one.</summary>
    public static FeatureSet Read(RawJson? features, RawJson? more = null)
    {
        FeatureBuffer into = FeatureBuffer.OfThread();
        ReadWhole(features, into);
        ReadWhole(more, into);
        return into.ToSet();
    }

    public static void ReadWhole(RawJson? features, FeatureBuffer into)
    {
        if (features is not { } json) return;
        var reader = new Utf8JsonReader(json.Utf8.Span);
        reader.Read();
        Read(ref reader, into);
    }

    /// <summary>The key of an action's own id, in a namespace that no JSON key can reach.</summary>
    public static ulong IdKey(string id) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(id.AsSpan()), seed: -1);

    private static void Value(ref Utf8JsonReader reader, ulong space, scoped ReadOnlySpan<byte> key, FeatureBuffer into)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                Members(ref reader, key.IsEmpty ? space : Key(space, key), into);
                break;
            case JsonTokenType.StartArray:
                Elements(ref reader, key.IsEmpty ? space : Key(space, key), key, space, into);
                break;
            case JsonTokenType.Number:
                Add(into, Key(space, key), Number(ref reader));
                break;
            case JsonTokenType.String:
                Add(into, Text(ref reader, Key(space, key)), 1);
                break;
            case JsonTokenType.True:
                Add(into, Key(space, key), 1);
                break;
            default:
                break; // false, null: absent
        }
    }

    private static void Members(ref Utf8JsonReader reader, ulong space, FeatureBuffer into)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            ReadOnlySpan<byte> name = Content(ref reader);
            reader.Read();
            if (name is [] or [(byte)'_', ..]) reader.Skip();
            else Value(ref reader, space, name, into);
        }
    }

    private static void Elements(ref Utf8JsonReader reader, ulong inner, scoped ReadOnlySpan<byte> key, ulong outer, FeatureBuffer into)
    {
        for (int position = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; position++)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.Number:
                    Add(into, inner + (ulong)(position + 1) * Root, Number(ref reader));
                    break;
                case JsonTokenType.String:
                    Add(into, Text(ref reader, inner), 1);
                    break;
                default:
                    Value(ref reader, outer, key, into);
                    break;
            }
        }
    }

    private static ulong Key(ulong space, scoped ReadOnlySpan<byte> name) => XxHash3.HashToUInt64(name, unchecked((long)space));

    private static ulong Text(ref Utf8JsonReader reader, ulong key) => Key(key ^ Root, Content(ref reader));

    /// <summary>An escaped text is the same as the unescaped one.</summary>
    private static ReadOnlySpan<byte> Content(ref Utf8JsonReader reader) =>
        reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan;

    private static float Number(ref Utf8JsonReader reader) => TryShort(reader.ValueSpan, out float value) || (reader.TryGetSingle(out value) && float.IsFinite(value))
        ? value
        : throw new InvalidDecisionException(string.Create(
            CultureInfo.InvariantCulture, $"The feature value {Encoding.UTF8.GetString(reader.ValueSpan)} is out of range. Scale numbers to about -1 to 1."));

    /// <summary>
    /// Most numbers are short, and parsing them is most of a request's work: up to seven digits and the power of ten are exact in 32 bits, so
    /// that their quotient is the nearest value, as from the general parser (Clinger, "How to Read Floating Point Numbers Accurately", 1990).
    /// </summary>
    private static bool TryShort(ReadOnlySpan<byte> number, out float value)
    {
        const int maxLength = 9; // of seven digits, sign and point
        value = 0;
        bool negative = number is [(byte)'-', ..];
        if (number.Length > maxLength) return false;
        int digits = 0, fraction = -1;
        for (int i = negative ? 1 : 0; i < number.Length; i++)
        {
            if (number[i] == (byte)'.')
            {
                fraction = 0;
                continue;
            }

            int digit = number[i] - '0';
            if ((uint)digit > 9) return false; // an exponent
            digits = 10 * digits + digit;
            if (fraction >= 0) fraction++;
        }

        if (digits > 1 << 24) return false;
        value = fraction > 0 ? digits / PowersOfTen[fraction] : digits;
        if (negative) value = -value;
        return true;
    }

    private static ReadOnlySpan<float> PowersOfTen => [1, 10, 100, 1e3f, 1e4f, 1e5f, 1e6f, 1e7f, 1e8f];

    private static void Add(FeatureBuffer into, ulong key, float value)
    {
        if (into.Count == MaxFeatures)
            throw new InvalidDecisionException($"A context or an action may have {MaxFeatures} features. Send fewer, or group rare values.");
        into.Add(key, value);
    }
}
