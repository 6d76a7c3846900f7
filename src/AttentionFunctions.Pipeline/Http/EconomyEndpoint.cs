using System.Globalization;
using System.Text;
using AttentionFunctions.Economy;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace AttentionFunctions.Http;

/// <summary>Who gets how much attention.</summary>
public sealed class EconomyEndpoint(ReportEconomy report, Problem problem)
{
    /// <summary><c>GET /api/economy?by=creator&amp;from=2026-11-02&amp;to=2026-11-22&amp;model=logarithmic&amp;count=50&amp;format=json</c></summary>
    public Task<IResult> ReportAsync(HttpRequest request, CancellationToken cancel) => problem.GuardAsync(request, async () =>
    {
        var query = new EconomyQuery(
            RequestValues.Choice(request, "by", EconomyGrouping.Creator), RequestValues.Day(request, "from"), RequestValues.Day(request, "to"),
            RequestValues.Choice(request, "model", ExposureModel.Logarithmic), Count(request));
        ReportFormat format = RequestValues.Choice(request, "format", ReportFormat.Json);
        EconomyReport made;
        try
        {
            made = await report.HandleAsync(query, cancel);
        }
        catch (ArgumentException e)
        {
            throw ApiException.BadRequest(e.Message);
        }

        return format switch
        {
            ReportFormat.Csv => Results.Text(EconomyCsv.Write(made), "text/csv", Encoding.UTF8),
            ReportFormat.Svg => Results.Text(EconomyChart.Draw(made), "image/svg+xml", Encoding.UTF8),
            _ => ApiJson.Ok(made),
        };
    });

    private static int Count(HttpRequest request)
    {
        if (!request.Query.TryGetValue("count", out StringValues raw)) return EconomyQuery.DefaultCount;
        return int.TryParse(raw, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count is >= 1 and <= EconomyQuery.MaxCount
            ? count
            : throw ApiException.BadRequest($"count must be a whole number from 1 to {EconomyQuery.MaxCount}.");
    }

    private enum ReportFormat
    {
        Json,
        Csv,
        Svg,
    }
}
