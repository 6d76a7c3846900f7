using System.Globalization;
using System.Text;

namespace AttentionFunctions.Economy;

/// <summary>The groups of a report as CSV (RFC 4180), figures with a point, one header line, "other" last.</summary>
internal static class EconomyCsv
{
    private const string Header =
        "group,weeks,impressions,exposure,exposure_share,attention_seconds,attention_share,merit_share,exposure_per_merit,lower,upper";

    public static string Write(EconomyReport report)
    {
        var csv = new StringBuilder();
        csv.Append(Header).Append("\r\n");
        foreach (EconomyGroup group in report.Groups)
            Line(csv, Text(group.Name), group.Weeks, group.Impressions, group.Exposure, group.ExposureShare, group.AttentionSeconds, group.AttentionShare,
                group.MeritShare, group.ExposurePerMerit, group.Lower, group.Upper);
        EconomyOther other = report.Other;
        Line(csv, "(other)", null, other.Impressions, other.Exposure, other.ExposureShare, other.AttentionSeconds, other.AttentionShare, null, null, null, null);
        return csv.ToString();
    }

    private static void Line(StringBuilder csv, string name, params double?[] figures) =>
        csv.Append(name).AppendJoin("", figures.Select(figure => "," + figure?.ToString("R", CultureInfo.InvariantCulture))).Append("\r\n");

    /// <summary>
    /// Names come from outside. One that begins like a formula is given an apostrophe, or a spreadsheet that opens the file would run it.
    /// </summary>
    private static string Text(string name)
    {
        string safe = name.Length == 0 ? "(none)" : name[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + name : name;
        return safe.AsSpan().ContainsAny(",\"\r\n") ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
