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
    public const string ParaphraseUse = "paraphrases/v1/use.json";
    public const string ParaphraseLease = "leases/v1/paraphrase";
    public const string ModelsPrefix = "models/v1/";
    public const string ModelsPointer = "models/v1/current.json";
    public const string RetrainLease = "leases/v1/retrain";
    public const string TrainingCheckpoint = "training/v1/checkpoint.safetensors";
    public const string ProfilesPrefix = "profiles/v1/";
    public const string DecisionSegmentsPrefix = "decisions/v1/log/";
    public const string DecisionJoinedPrefix = "decisions/v1/joined/";
    public const string DecisionPoliciesPrefix = "decisions/v1/policies/";
    public const string DecisionState = "decisions/v1/current.json";
    public const string DecisionConfiguration = "decisions/v1/configuration.json";
    public const string SlateSegmentsPrefix = "decisions/v1/slates/";
    public const string LearnLease = "leases/v1/learn-decisions";

    public const string EconomyPrefix = "economy/v1/";
    public const string CampaignsPrefix = "campaigns/v1/";
    public const string SalesPrefix = "market/v1/sales/";
    public const string ShownPrefix = "market/v1/shown/";
    public const string MarketDaysPrefix = "market/v1/days/";
    public const string SettledClicks = "market/v1/settled.json";
    public const string SettleLease = "leases/v1/settle-clicks";
    public const string PoliciesPrefix = "policies/v1/";
    public const string ExperimentsPrefix = "experiments/v1/";
    public const string PopulationRhythm = "attention/v1/population.json";
    public const string ExceptionsPrefix = "attention/v1/exceptions/";
    public const string InterruptionLearning = "attention/v1/interruptions.bin";
    public const string InterruptionDecisionsPrefix = "decisions/v1/interruptions/";
    public const string InterruptionDaysPrefix = "decisions/v1/judged-interruptions/";
    public const string ConversationsPrefix = "assistant/v1/conversations/";
    private const string AssistantPrefix = "assistant/v1/";
    private const string OutcomesEnd = ".outcomes.json";

    /// <summary>Shards spread profiles over storage partitions and keep folders small.</summary>
    private const int ProfileShards = 256;

    /// <param name="newestEvent">Time of the segment's newest event: a reader that wants events since T may skip older partitions.</param>
    /// <param name="contentHash">Makes the name a function of the content, so that a redelivered batch creates nothing new.</param>
    public static string EventSegment(DateTimeOffset newestEvent, string contentHash) => $"{EventPartition(newestEvent)}{contentHash}.parquet";

    /// <summary>The folder of one hour, UTC, ending in a slash.</summary>
    public static string EventPartition(DateTimeOffset hour) =>
        string.Create(CultureInfo.InvariantCulture, $"{EventsPrefix}dt={hour.UtcDateTime:yyyy-MM-dd}/hr={hour.UtcDateTime:HH}/");

    /// <summary>The folder of one day, UTC, ending in a slash.</summary>
    public static string EventDay(DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"{EventsPrefix}dt={day:yyyy-MM-dd}/");

    public static string Profile(string userKey) =>
        string.Create(CultureInfo.InvariantCulture, $"{ProfilesPrefix}{Shard(userKey):x2}/{userKey}");

    /// <summary>Verdicts about interruptions of one request.</summary>
    public static string InterruptionDecision(DateTimeOffset time, string id) =>
        $"{InterruptionDecisionsOf(DateOnly.FromDateTime(time.UtcDateTime))}{id}.json";

    /// <summary>What was reported about the notices of a decision.</summary>
    public static string InterruptionOutcomes(DateTimeOffset time, string id) =>
        $"{InterruptionDecisionsOf(DateOnly.FromDateTime(time.UtcDateTime))}{id}{OutcomesEnd}";

    /// <summary>The decision of a blob of outcomes; null for the others of its folder.</summary>
    public static string? InterruptionOutcomesId(string name) =>
        name.EndsWith(OutcomesEnd, StringComparison.Ordinal) ? name[(name.LastIndexOf('/') + 1)..^OutcomesEnd.Length] : null;

    /// <summary>The folder of one day, UTC, ending in a slash.</summary>
    public static string InterruptionDecisionsOf(DateOnly day) =>
        string.Create(CultureInfo.InvariantCulture, $"{InterruptionDecisionsPrefix}dt={day:yyyy-MM-dd}/");

    /// <summary>The notices of one day, UTC, with what became of them.</summary>
    public static string InterruptionDay(DateOnly day) =>
        string.Create(CultureInfo.InvariantCulture, $"{InterruptionDaysPrefix}{day:yyyy-MM-dd}.jsonl.br");

    public static DateOnly InterruptionDayOf(string name) =>
        DateOnly.ParseExact(name[InterruptionDaysPrefix.Length..^".jsonl.br".Length], "yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The emergencies that broke through on a person's day.</summary>
    public static string Exceptions(string userKey) =>
        string.Create(CultureInfo.InvariantCulture, $"{ExceptionsPrefix}{Shard(userKey):x2}/{userKey}.json");

    public static string ItemSegment(string contentHash) => $"{ItemSegmentsPrefix}{contentHash}.safetensors";

    /// <summary>A text in other words.</summary>
    /// <param name="key">Hash of the text, the model, its instructions, the count and the seed.</param>
    public static string Paraphrases(string key) => $"paraphrases/v1/{key[..2]}/{key}.safetensors";

    public static string ModelManifest(string version) => $"{ModelsPrefix}{version}/manifest.json";

    public static string ModelWeights(string version) => $"{ModelsPrefix}{version}/model.safetensors";

    /// <summary>Markdown for people; names the curve by its file name.</summary>
    public static string ModelCard(string version) => $"{ModelsPrefix}{version}/card.md";

    public static string ModelCurve(string version) => $"{ModelsPrefix}{version}/curve.svg";

    /// <summary>Weights of the sequence model that a later training may go on from.</summary>
    public static string ModelStart(string version) => $"{ModelsPrefix}{version}/start.safetensors";

    /// <summary>The sequence encoder for other runtimes.</summary>
    public static string ModelEncoder(string version) => $"{ModelsPrefix}{version}/encoder.onnx";

    public static string Quarantined(DateTimeOffset received, string contentHash) =>
        string.Create(CultureInfo.InvariantCulture, $"{QuarantinePrefix}dt={received.UtcDateTime:yyyy-MM-dd}/{contentHash}.json");

    /// <summary>The exposure ledger of the week that begins on this Monday.</summary>
    public static string EconomyLedger(DateOnly monday) =>
        string.Create(CultureInfo.InvariantCulture, $"{EconomyPrefix}ledger/{monday:yyyy-MM-dd}.json");

    /// <param name="grouping">As in the API: <c>creator</c>, <c>category</c> or <c>item</c>.</param>
    public static string EconomyReport(DateOnly monday, string grouping) =>
        string.Create(CultureInfo.InvariantCulture, $"{EconomyPrefix}reports/{monday:yyyy-MM-dd}/{grouping}.json");

    /// <param name="id">Letters, digits, <c>-</c> and <c>_</c>, 1 to 64 of them.</param>
    public static string Campaign(string id) => $"{CampaignsPrefix}{id}.json";

    public static string CampaignId(string name) => name[CampaignsPrefix.Length..^".json".Length];

    /// <summary>Places of one person's day, UTC, that were sold.</summary>
    public static string Sales(DateOnly day, string userKey) =>
        string.Create(CultureInfo.InvariantCulture, $"{SalesOf(day)}{Shard(userKey):x2}/{userKey}.json");

    /// <summary>The folder of one day, ending in a slash.</summary>
    public static string SalesOf(DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"{SalesPrefix}dt={day:yyyy-MM-dd}/");

    /// <summary>What one instance sold on a day.</summary>
    /// <param name="writer">Unique to the instance's process.</param>
    public static string Shown(DateOnly day, string writer) => $"{ShownOf(day)}{writer}.json";

    /// <summary>The folder of one day, ending in a slash.</summary>
    public static string ShownOf(DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"{ShownPrefix}dt={day:yyyy-MM-dd}/");

    /// <summary>What campaigns showed, spent and may still spend on a day.</summary>
    public static string MarketDay(DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"{MarketDaysPrefix}{day:yyyy-MM-dd}.json");

    /// <summary>Which version of a policy is current.</summary>
    /// <param name="name">Letters, digits, <c>-</c> and <c>_</c>, 1 to 64 of them.</param>
    public static string Policy(string name) => $"{PoliciesPrefix}{name}.json";

    public static string PolicyName(string blobName) => blobName[PoliciesPrefix.Length..^".json".Length];

    public static string PolicyVersionsPrefix(string name) => $"{PoliciesPrefix}{name}/";

    public static string PolicyVersion(string name, int version) =>
        string.Create(CultureInfo.InvariantCulture, $"{PolicyVersionsPrefix(name)}{version:D6}.json");

    /// <param name="name">As for policies.</param>
    public static string Experiment(string name) => $"{ExperimentsPrefix}{name}.json";

    public static string ExperimentName(string blobName) => blobName[ExperimentsPrefix.Length..^".json".Length];

    /// <param name="name">Unique to its writer.</param>
    public static string DecisionSegment(string name) => $"{DecisionSegmentsPrefix}{name}.jsonl";

    /// <param name="name">Unique to its writer.</param>
    public static string SlateSegment(DateTimeOffset written, string name) =>
        string.Create(CultureInfo.InvariantCulture, $"{SlateSegmentsPrefix}dt={written.UtcDateTime:yyyy-MM-dd}/{name}.jsonl");

    /// <param name="newest">Time of the newest decision.</param>
    /// <param name="step">Number of the learning step that made it.</param>
    public static string DecisionJoined(DateTimeOffset newest, long step, string contentHash) => string.Create(
        CultureInfo.InvariantCulture, $"{DecisionJoinedPartition(newest)}{step:D10}-{contentHash}.jsonl.br");

    /// <summary>The folder of one hour, UTC, ending in a slash.</summary>
    public static string DecisionJoinedPartition(DateTimeOffset hour) =>
        string.Create(CultureInfo.InvariantCulture, $"{DecisionJoinedPrefix}dt={hour.UtcDateTime:yyyy-MM-dd}/hr={hour.UtcDateTime:HH}/");

    public static string DecisionPolicy(string version) => $"{DecisionPoliciesPrefix}{version}.bin";

    /// <summary>All conversations of a person; ends in a slash.</summary>
    public static string ConversationsOf(string userKey) =>
        string.Create(CultureInfo.InvariantCulture, $"{ConversationsPrefix}{Shard(userKey):x2}/{userKey}/");

    /// <param name="id">32 hexadecimal digits.</param>
    public static string Conversation(string userKey, string id) => $"{ConversationsOf(userKey)}{id}.json";

    public static string ConversationId(string name) => name[(name.LastIndexOf('/') + 1)..^".json".Length];

    public static string Reminders(string userKey) =>
        string.Create(CultureInfo.InvariantCulture, $"{AssistantPrefix}reminders/{Shard(userKey):x2}/{userKey}.json");

    /// <summary>What a person used of the assistant's budget on one day.</summary>
    public static string AssistantUse(string userKey) =>
        string.Create(CultureInfo.InvariantCulture, $"{AssistantPrefix}use/{Shard(userKey):x2}/{userKey}.json");

    /// <summary>A checked sentence in place of exact reasons.</summary>
    /// <param name="contentHash">Of the reasons, the language, the model and the instructions.</param>
    public static string Words(string contentHash) => $"{AssistantPrefix}words/{contentHash}.json";

    private static int Shard(string userKey) => (int)(XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(userKey)) % ProfileShards);
}
