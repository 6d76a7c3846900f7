using System.Text.Json;
using System.Text.Json.Nodes;

namespace AttentionFunctions.Decide;

/// <summary>Finds back, for people, which feature a hashed key stands for.</summary>
/// <remarks>Each leaf is put into JSON of its own and hashed as every request is, so the names cannot drift from the hashing.</remarks>
internal sealed class FeatureNames
{
    /// <summary>Bounds the memory; values beyond the first 10,000 distinct ones are rare, and no tree splits on what is rare.</summary>
    private const int MaxLeaves = 10_000;

    private readonly Dictionary<ulong, string> _names = [];
    private readonly HashSet<string> _leaves = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<ulong, string> Names => _names;

    /// <param name="features">An array of objects, as the API takes it.</param>
    public void Add(JsonElement features) => Walk(features, []);

    private void Walk(JsonElement value, List<string> path)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty member in value.EnumerateObject())
                {
                    path.Add(member.Name);
                    Walk(member.Value, path);
                    path.RemoveAt(path.Count - 1);
                }

                break;
            case JsonValueKind.Array:
                foreach (JsonElement element in value.EnumerateArray())
                {
                    // A vector's elements have positions, no names.
                    if (element.ValueKind == JsonValueKind.String) AddLeaf(path, new JsonArray(element.GetString()), $"{Dotted(path)} has \"{element.GetString()}\"");
                    else if (element.ValueKind != JsonValueKind.Number) Walk(element, path);
                }

                break;
            case JsonValueKind.String:
                AddLeaf(path, JsonValue.Create(value.GetString()), $"{Dotted(path)} = \"{value.GetString()}\"");
                break;
            case JsonValueKind.Number:
                // The key does not depend on the value.
                AddLeaf(path, JsonValue.Create(1), Dotted(path));
                break;
            case JsonValueKind.True:
                AddLeaf(path, JsonValue.Create(true), Dotted(path));
                break;
            default:
                break;
        }
    }

    private void AddLeaf(List<string> path, JsonNode? leaf, string name)
    {
        if (path.Count == 0 || _leaves.Count == MaxLeaves || !_leaves.Add(name)) return;
        JsonNode? nested = leaf;
        for (int i = path.Count - 1; i >= 0; i--) nested = new JsonObject { [path[i]] = nested };
        FeatureSet set = FeatureReader.Read(RawJson.Of(nested!.ToJsonString()));
        if (set.Count == 1) _names.TryAdd(set.Keys[0], name);
    }

    private static string Dotted(List<string> path) => string.Join('.', path);
}
