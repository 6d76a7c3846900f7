using System.Text.Json;
using System.Text.Json.Serialization;

namespace AttentionFunctions.Catalogue;

/// <summary>Which segments make up the catalogue; later ones do not take precedence, newer item states do.</summary>
internal sealed record CataloguePointer(int FormatVersion, IReadOnlyList<string> Segments)
{
    private const int CurrentVersion = 1;

    public static CataloguePointer None { get; } = new(CurrentVersion, []);

    /// <exception cref="InvalidDataException">Of a version that this program does not know.</exception>
    public static CataloguePointer Parse(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, CatalogueJson.Default.CataloguePointer) is { FormatVersion: CurrentVersion } pointer
            ? pointer
            : throw new InvalidDataException($"The catalogue's pointer is not of version {CurrentVersion}.");
}

[JsonSerializable(typeof(CataloguePointer))]
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
internal sealed partial class CatalogueJson : JsonSerializerContext;
