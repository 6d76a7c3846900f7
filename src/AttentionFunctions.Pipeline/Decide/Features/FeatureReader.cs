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

    /// <param name="features">An array of objects, as the API takes it, or one object.</param>
    /// <exception cref="InvalidDecisionException">Too many features, or a number that is not finite as a 32-bit float.</exception>
    public static void Read(JsonElement features, FeatureSet into) => Value(features, Root, default, into);

    /// <summary>The key of an action's own id, in a namespace that no JSON key can reach.</summary>
    public static ulong IdKey(string id) => XxHash3.HashToUInt64(MemoryMarshal.AsBytes(id.AsSpan()), seed: -1);

    private static void Value(JsonElement value, ulong space, ReadOnlySpan<byte> key, FeatureSet into)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                Members(value, key.IsEmpty ? space : Key(space, key), into);
                break;
            case JsonValueKind.Array:
                Elements(value, key.IsEmpty ? space : Key(space, key), key, space, into);
                break;
            case JsonValueKind.Number:
                Add(into, Key(space, key), Number(value));
                break;
            case JsonValueKind.String:
                Add(into, Text(value, Key(space, key)), 1);
                break;
            case JsonValueKind.True:
                Add(into, Key(space, key), 1);
                break;
            default:
                break; // false, null: absent
        }
    }

    private static void Members(JsonElement @object, ulong space, FeatureSet into)
    {
        foreach (JsonProperty member in @object.EnumerateObject())
        {
            ReadOnlySpan<byte> name = JsonMarshal.GetRawUtf8PropertyName(member);
            // An escaped key is the same key as the unescaped one.
            if (name.Contains((byte)'\\')) name = Encoding.UTF8.GetBytes(member.Name);
            if (name is [] or [(byte)'_', ..]) continue;
            Value(member.Value, space, name, into);
        }
    }

    private static void Elements(JsonElement array, ulong inner, ReadOnlySpan<byte> key, ulong outer, FeatureSet into)
    {
        int position = 0;
        foreach (JsonElement element in array.EnumerateArray())
        {
            switch (element.ValueKind)
            {
                case JsonValueKind.Number:
                    Add(into, inner + (ulong)(position + 1) * Root, Number(element));
                    break;
                case JsonValueKind.String:
                    Add(into, Text(element, inner), 1);
                    break;
                default:
                    Value(element, outer, key, into);
                    break;
            }

            position++;
        }
    }

    private static ulong Key(ulong space, ReadOnlySpan<byte> name) => XxHash3.HashToUInt64(name, unchecked((long)space));

    private static ulong Text(JsonElement text, ulong key)
    {
        ReadOnlySpan<byte> quoted = JsonMarshal.GetRawUtf8Value(text);
        ReadOnlySpan<byte> content = quoted.Contains((byte)'\\') ? Encoding.UTF8.GetBytes(text.GetString()!) : quoted[1..^1];
        return Key(key ^ Root, content);
    }

    private static float Number(JsonElement number) => number.TryGetSingle(out float value) && float.IsFinite(value)
        ? value
        : throw new InvalidDecisionException(string.Create(CultureInfo.InvariantCulture, $"The feature value {number.GetRawText()} is out of range. Scale numbers to about -1 to 1."));

    private static void Add(FeatureSet into, ulong key, float value)
    {
        if (into.Count == MaxFeatures)
            throw new InvalidDecisionException($"A context or an action may have {MaxFeatures} features. Send fewer, or group rare values.");
        into.Add(key, value);
    }
}
