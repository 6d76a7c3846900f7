using System.Text.Json;
using System.Text.Json.Serialization;

namespace AttentionFunctions.Assist;

/// <param name="Sentence">Null when the model's sentence changed a fact: the template stands.</param>
internal sealed record WordedReasons(int FormatVersion, string? Sentence)
{
    public const int CurrentFormat = 1;

    public static WordedReasons None { get; } = new(CurrentFormat, null);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(WordedReasons))]
internal sealed partial class WordsJson : JsonSerializerContext;
