namespace AttentionFunctions.Ingest;

/// <param name="Stored">Events that were new.</param>
/// <param name="Duplicates">Events whose id was known already.</param>
/// <param name="Quarantined">Entries that are no valid event.</param>
/// <param name="Items">Items whose state changed.</param>
public readonly record struct IngestReport(int Stored, int Duplicates, int Quarantined, int Items);
