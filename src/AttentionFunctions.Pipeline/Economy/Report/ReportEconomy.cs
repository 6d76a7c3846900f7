using AttentionFunctions.Catalogue;

namespace AttentionFunctions.Economy;

/// <summary>Ledger → report.</summary>
public sealed class ReportEconomy(ExposureLedger ledger, CatalogueStore catalogue)
{
    /// <summary>The newest week that can be reported.</summary>
    public EconomyWeek NewestSettled => ledger.NewestSettled;

    /// <exception cref="ArgumentException">The weeks asked for are in the wrong order, or too many.</exception>
    public async Task<EconomyReport> HandleAsync(EconomyQuery query, CancellationToken cancel = default)
    {
        (EconomyWeek first, EconomyWeek last) = query.Weeks(ledger.NewestSettled);
        IReadOnlyList<LedgerWeek> weeks = await ledger.ReadAsync(first, last, cancel);
        return EconomyStatement.Of(query, first, weeks, await catalogue.CurrentAsync(cancel));
    }
}
