using System.Globalization;
using System.Net;
using System.Text;

namespace AttentionFunctions.Economy;

/// <summary>A report as one SVG: the Lorenz curves of exposure and attention, and the shares of the largest groups over the weeks.</summary>
internal static class EconomyChart
{
    private const int Side = 320, Margin = 56, Width = (2 * (Side + Margin)) + 200, Height = Side + (2 * Margin);

    private const int Lines = 6;

    private const int LongestName = 24;

    /// <summary>Okabe and Ito's colours, which colour-blind people can tell apart.</summary>
    private static readonly string[] Colours = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"];

    public static string Draw(EconomyReport report)
    {
        var svg = new StringBuilder();
        Append(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" role=\"img\" font-family=\"sans-serif\" font-size=\"12\">");
        Append(svg, $"<title>Attention economy by {report.By.ToString().ToLowerInvariant()}, {report.From:yyyy-MM-dd} to {report.To:yyyy-MM-dd}</title>");
        Append(svg, $"<rect width=\"{Width}\" height=\"{Height}\" fill=\"white\"/>");
        Lorenz(svg, report);
        Shares(svg, report);
        return svg.Append("</svg>").ToString();
    }

    private static void Lorenz(StringBuilder svg, EconomyReport report)
    {
        Frame(svg, Margin, "Lorenz curve", "share of groups, the smallest first", "1", "1");
        Line(svg, Margin, [0, 1], [0, 1], "#999", "4 4");
        (string Name, Concentration Of)[] curves = [("exposure", report.Exposure), ("attention", report.Attention)];
        for (int i = 0; i < curves.Length; i++)
        {
            IReadOnlyList<double> lorenz = curves[i].Of.Lorenz;
            Line(svg, Margin, [.. lorenz.Select((_, step) => (double)step / Concentration.LorenzSteps)], [.. lorenz], Colours[i]);
            Label(svg, Margin + 8, Margin + 16 + (16 * i), $"{curves[i].Name}, Gini {curves[i].Of.Gini:F2}", Colours[i]);
        }
    }

    private static void Shares(StringBuilder svg, EconomyReport report)
    {
        const int left = Side + (2 * Margin);
        EconomyGroup[] groups = [.. report.Groups.Take(Lines)];
        double highest = groups.SelectMany(group => group.ShareByWeek).Max() is { } share and > 0 ? share : 1;
        string last = report.Weeks.Count > 0 ? $"{report.Weeks[^1].From:yyyy-MM-dd}" : "";
        Frame(svg, left, "Share of exposure by week", $"weeks from {report.From:yyyy-MM-dd}", last, $"{highest:P0}");
        for (int i = 0; i < groups.Length; i++)
        {
            (double X, double Y)[] points = [.. groups[i].ShareByWeek.Index().Where(week => week.Item is not null)
                .Select(week => (report.Weeks.Count == 1 ? 0.5 : week.Index / (report.Weeks.Count - 1.0), week.Item!.Value / highest))];
            Line(svg, left, [.. points.Select(point => point.X)], [.. points.Select(point => point.Y)], Colours[i]);
            foreach ((double x, double y) in points)
                Append(svg, $"<circle cx=\"{left + (Side * x):F1}\" cy=\"{Margin + (Side * (1 - y)):F1}\" r=\"3\" fill=\"{Colours[i]}\"/>");
            string name = groups[i].Name.Length == 0 ? "(none)" : groups[i].Name;
            Label(svg, left + Side + 12, Margin + 16 + (18 * i), name.Length > LongestName ? name[..LongestName] + "…" : name, Colours[i]);
        }
    }

    private static void Frame(StringBuilder svg, int left, string title, string below, string right, string top)
    {
        Append(svg, $"<rect x=\"{left}\" y=\"{Margin}\" width=\"{Side}\" height=\"{Side}\" fill=\"none\" stroke=\"#333\"/>");
        Append(svg, $"<text x=\"{left}\" y=\"{Margin - 16}\" font-size=\"14\" font-weight=\"bold\">{title}</text>");
        Append(svg, $"<text x=\"{left}\" y=\"{Margin + Side + 18}\">{below}</text>");
        Append(svg, $"<text x=\"{left + Side}\" y=\"{Margin + Side + 18}\" text-anchor=\"end\">{right}</text>");
        Append(svg, $"<text x=\"{left - 6}\" y=\"{Margin + 10}\" text-anchor=\"end\">{top}</text>");
    }

    private static void Line(StringBuilder svg, int left, double[] xs, double[] ys, string colour, string dashes = "")
    {
        string points = string.Join(' ', xs.Zip(ys, (x, y) => string.Create(
            CultureInfo.InvariantCulture, $"{left + (Side * x):F1},{Margin + (Side * (1 - y)):F1}")));
        Append(svg, $"<polyline points=\"{points}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" stroke-dasharray=\"{dashes}\"/>");
    }

    private static void Label(StringBuilder svg, int x, int y, string text, string colour) =>
        Append(svg, $"<text x=\"{x}\" y=\"{y}\" fill=\"{colour}\">{Clean(text)}</text>");

    /// <summary>Names come from outside: markup is escaped, and characters that XML has no place for are dropped.</summary>
    private static string Clean(string text) => WebUtility.HtmlEncode(string.Concat(text.Where(c => System.Xml.XmlConvert.IsXmlChar(c))));

    private static void Append(StringBuilder svg, FormattableString text) => svg.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
