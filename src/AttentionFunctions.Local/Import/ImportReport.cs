namespace AttentionFunctions.Local.Import;

/// <param name="Entries">Of the whole source.</param>
/// <param name="Sent">In this run; the entries before them were sent by an earlier one.</param>
/// <param name="SetAside">Entries of the whole source that are no valid events and went to the quarantine.</param>
/// <param name="First">The first of those, at most <see cref="MaxFirst"/>.</param>
internal sealed record ImportReport(int Entries, int Sent, int SetAside, IReadOnlyList<ImportRejection> First)
{
    public const int MaxFirst = 10;
}

/// <param name="Origin">Where the entry stands: file and line.</param>
/// <param name="Reasons">Every reason, in words.</param>
internal sealed record ImportRejection(string Origin, IReadOnlyList<string> Reasons);
