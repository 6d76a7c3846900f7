using System.Text.Json;
using AttentionFunctions.Store;
using Microsoft.Extensions.Logging;

namespace AttentionFunctions.Economy;

/// <summary>Writes the reports of settled weeks, each once: what the timer of both hosts runs.</summary>
public sealed partial class WriteEconomyReports(
    IBlobStore store, ExposureLedger ledger, ReportEconomy report, ILogger<WriteEconomyReports> logger)
{
    /// <summary>How far back a missing report is made up for, when the timer did not run for a while.</summary>
    private const int CatchUpWeeks = 8;

    /// <returns>How many reports were written.</returns>
    public async Task<int> RunAsync(CancellationToken cancel = default)
    {
        int written = 0;
        EconomyWeek newest = ledger.NewestSettled;
        foreach (LedgerWeek week in await ledger.ReadAsync(newest.Add(1 - CatchUpWeeks), newest, cancel))
            foreach (EconomyGrouping by in Enum.GetValues<EconomyGrouping>())
                if (await WriteAsync(week.Monday, by, cancel)) written++;
        LogWritten(written, newest.Monday);
        return written;
    }

    private async Task<bool> WriteAsync(DateOnly monday, EconomyGrouping by, CancellationToken cancel)
    {
        string name = BlobLayout.EconomyReport(monday, by.ToString().ToLowerInvariant());
        if (await store.GetETagAsync(name, cancel) is not null) return false;
        EconomyReport made = await report.HandleAsync(new EconomyQuery(by, monday, monday, Count: EconomyQuery.MaxCount), cancel);
        return await store.TryCreateAsync(name, JsonSerializer.SerializeToUtf8Bytes(made, EconomyReportJson.Default.EconomyReport), cancel) is not null;
    }

    [LoggerMessage(5001, LogLevel.Information, "Wrote {Reports} economy reports; the newest settled week begins on {Monday}")]
    private partial void LogWritten(int reports, DateOnly monday);
}
