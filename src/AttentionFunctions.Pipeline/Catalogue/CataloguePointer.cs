using System.Text.Json;
using System.Text.Json.Serialization;
using AttentionFunctions.Store;

namespace AttentionFunctions.Catalogue;

/// <summary>Which segments make up the catalogue; later ones do not take precedence, newer item states do.</summary>
/// <param name="Restored">
/// How often the catalogue was made again from the log: then what the segments before said need not be so. Otherwise segments that go were
/// compacted, and what a reader has of them stays true.
/// </param>
internal sealed record CataloguePointer(int FormatVersion, IReadOnlyList<string> Segments, int Restored = 0)
{
    private const int CurrentVersion = 1;

    public static CataloguePointer None { get; } = new(CurrentVersion, []);

    /// <exception cref="InvalidDataException">Damaged, or of a version that this program does not know.</exception>
    public static CataloguePointer Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, CatalogueJson.Default.CataloguePointer) is { FormatVersion: CurrentVersion, Segments: not null } pointer
                ? pointer
                : throw new InvalidDataException($"{BlobLayout.ItemsPointer} is of no version that is known here, which is {CurrentVersion}; a newer program may have written it.");
        }
        catch (JsonException damage)
        {
            throw new InvalidDataException($"{BlobLayout.ItemsPointer} is damaged: {damage.Message}", damage);
        }
    }

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, CatalogueJson.Default.CataloguePointer);
}

[JsonSerializable(typeof(CataloguePointer))]
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
internal sealed partial class CatalogueJson : JsonSerializerContext;
