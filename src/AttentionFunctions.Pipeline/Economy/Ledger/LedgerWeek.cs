using System.Text.Json;
using System.Text.Json.Serialization;
using AttentionFunctions.Store;

namespace AttentionFunctions.Economy;

/// <summary>The exposure ledger of one week as stored: sums per item, no users. Written once; what arrives later does not change it.</summary>
internal sealed record LedgerWeek
{
    public const int CurrentFormat = 1;

    public required int FormatVersion { get; init; }

    /// <summary>The Monday it begins on.</summary>
    public required DateOnly Monday { get; init; }

    public required int Pages { get; init; }

    /// <summary>Whether enough people are behind the week as a whole; if not, it is neither stored nor published.</summary>
    public required bool Publishable { get; init; }

    /// <summary>In ordinal order of item ids.</summary>
    public required IReadOnlyList<LedgerRow> Rows { get; init; }

    /// <summary>Groups that are not published by name.</summary>
    public required IReadOnlyDictionary<EconomyGrouping, string[]> Folded { get; init; }

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, LedgerJson.Default.LedgerWeek);

    /// <exception cref="InvalidDataException">Damaged, or of a format this version does not know.</exception>
    public static LedgerWeek Parse(string name, ReadOnlySpan<byte> json) => StoredJson.Parse(
        name, json, LedgerJson.Default.LedgerWeek, week => week.FormatVersion, CurrentFormat, "Delete it to have it made again from the log.");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LedgerWeek))]
internal sealed partial class LedgerJson : JsonSerializerContext;
