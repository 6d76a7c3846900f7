using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace AttentionFunctions.Store;

/// <summary>Every path in the store, in one place. A new format gets a new version folder; the old reader stays.</summary>
public static class BlobLayout
{
    public const string EventsPrefix = "events/v1/";
    public const string QuarantinePrefix = "quarantine/v1/";
    public const string ItemSegmentsPrefix = "items/v1/segments/";
    public const string ItemsPointer = "items/v1/current.json";
    public const string ModelsPrefix = "models/v1/";
    public const string ModelsPointer = "models/v1/current.json";
    public const string RetrainLease = "leases/v1/retrain";
    public const string ProfilesPrefix = "profiles/v1/";
    public const string PopulationRhythm = "attention/v1/population.json";
    public const string ExceptionsPrefix = "attention/v1/exceptions/";
    public const string InterruptionDecisionsPrefix = "decisions/v1/interruptions/";

    /// <summary>Shards spread profiles over storage partitions and keep folders small.</summary>
    private const int ProfileShards = 256;

    /// <param name="newestEvent">Time of the segment's newest event: a reader that wants events since T may skip older partitions.</param>
    /// <param name="contentHash">Makes the name a function of the content, so that a redelivered batch creates nothing new.</param>
    public static string EventSegment(DateTimeOffset newestEvent, string contentHash) => $"{EventPartition(newestEvent)}{contentHash}.parquet";

    /// <summary>The folder of one hour, UTC, ending in a slash.</summary>
    public static string EventPartition(DateTimeOffset hour) =>
        string.Create(CultureInfo.InvariantCulture, $"{EventsPrefix}dt={hour.UtcDateTime:yyyy-MM-dd}/hr={hour.UtcDateTime:HH}/");

    public static string Profile(string userKey) =>
        string.Create(CultureInfo.InvariantCulture, $"{ProfilesPrefix}{Shard(userKey):x2}/{userKey}");

    /// <summary>Verdicts about interruptions of one request.</summary>
    public static string InterruptionDecision(DateTimeOffset time, string id) =>
        string.Create(CultureInfo.InvariantCulture, $"{InterruptionDecisionsPrefix}dt={time.UtcDateTime:yyyy-MM-dd}/{id}.json");

    /// <summary>The emergencies that broke through on a person's day.</summary>
    public static string Exceptions(string userKey) =>
        string.Create(CultureInfo.InvariantCulture, $"{ExceptionsPrefix}{Shard(userKey):x2}/{userKey}.json");

    public static string ItemSegment(string contentHash) => $"{ItemSegmentsPrefix}{contentHash}.safetensors";

    public static string ModelManifest(string version) => $"{ModelsPrefix}{version}/manifest.json";

    public static string ModelWeights(string version) => $"{ModelsPrefix}{version}/model.safetensors";

    public static string Quarantined(DateTimeOffset received, string contentHash) =>
        string.Create(CultureInfo.InvariantCulture, $"{QuarantinePrefix}dt={received.UtcDateTime:yyyy-MM-dd}/{contentHash}.json");

    private static int Shard(string userKey) => (int)(XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(userKey)) % ProfileShards);
}
