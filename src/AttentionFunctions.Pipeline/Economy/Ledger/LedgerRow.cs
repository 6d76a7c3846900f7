namespace AttentionFunctions.Economy;

/// <summary>What one item was given and what it was paid in one week.</summary>
/// <param name="Creator">Null when the catalogue names none.</param>
/// <param name="Categories">An item of several belongs to each in equal parts.</param>
/// <param name="Impressions">Showings, after repetitions on one page were dropped.</param>
/// <param name="AttentionSeconds">Dwell of all behaviour.</param>
/// <param name="Logarithmic">Exposure in <see cref="ExposureModel.Logarithmic"/>, by bucket of users.</param>
/// <param name="Geometric">Exposure in <see cref="ExposureModel.Geometric"/>, by bucket of users.</param>
/// <param name="Response">Attention weight (see <c>AttentionWeight</c>), by bucket of users; refusals make it smaller.</param>
/// <remarks>
/// A bucket holds about one in <see cref="Buckets"/> users, the same ones in every week: resampling buckets is resampling people, and the
/// ledger need not know who they are.
/// </remarks>
internal sealed record LedgerRow(
    string Item, string? Creator, IReadOnlyList<string> Categories, int Impressions, double AttentionSeconds,
    double[] Logarithmic, double[] Geometric, double[] Response)
{
    public const int Buckets = 16;

    public double[] Exposure(ExposureModel model) => model == ExposureModel.Logarithmic ? Logarithmic : Geometric;
}
