using System.Diagnostics.Metrics;

namespace AttentionFunctions.Ingest;

internal static class IngestMetrics
{
    private static readonly Meter Meter = new("AttentionFunctions.Ingest");
    private static readonly Counter<long> Stored = Meter.CreateCounter<long>("attention.ingest.stored", "{event}", "Events stored");
    private static readonly Counter<long> Duplicates = Meter.CreateCounter<long>("attention.ingest.duplicates", "{event}", "Events already known");
    private static readonly Counter<long> Quarantined = Meter.CreateCounter<long>("attention.ingest.quarantined", "{entry}", "Entries that are no valid event");
    private static readonly Counter<long> Items = Meter.CreateCounter<long>("attention.ingest.items", "{item}", "Items whose state changed");

    public static void Record(IngestReport report)
    {
        Stored.Add(report.Stored);
        Duplicates.Add(report.Duplicates);
        Quarantined.Add(report.Quarantined);
        Items.Add(report.Items);
    }
}
