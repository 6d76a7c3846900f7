using System.Globalization;
using System.Text;

namespace AttentionFunctions.Train;

/// <param name="Epoch">From 1.</param>
/// <param name="Loss">Mean training loss of the epoch.</param>
/// <param name="ValidationNdcg">Null for an epoch that was not validated.</param>
public sealed record LearningPoint(int Epoch, double Loss, double? ValidationNdcg);

/// <summary>How a training went, as a picture: the loss falls on the left axis, the validation NDCG rises on the right one.</summary>
public static class LearningCurve
{
    private const int Width = 640;
    private const int Height = 320;

    /// <summary>Room for the labels of an axis.</summary>
    private const int Margin = 64;

    private const int Ticks = 5;
    private const string LossColour = "#b34700";
    private const string NdcgColour = "#00539c";

    /// <summary>A standalone SVG file. Points that are not finite are left out.</summary>
    /// <param name="points">In order of epochs, at least one.</param>
    public static string Svg(IReadOnlyList<LearningPoint> points)
    {
        ArgumentOutOfRangeException.ThrowIfZero(points.Count);
        (double X, double Y)[] losses = [.. points.Where(point => double.IsFinite(point.Loss)).Select(point => ((double)point.Epoch, point.Loss))];
        (double X, double Y)[] qualities = [.. points.Where(point => point.ValidationNdcg is { } ndcg && double.IsFinite(ndcg)).Select(point => ((double)point.Epoch, point.ValidationNdcg!.Value))];
        var epochs = Axis.Of(points.Select(point => (double)point.Epoch));
        var svg = new StringBuilder();
        svg.Append(Text($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" width="{Width}" height="{Height}" font-family="sans-serif" font-size="12" role="img">"""));
        svg.Append(Text($"<title>Training loss and validation NDCG of {points.Count} epochs</title>"));
        svg.Append(Text($"""<rect width="{Width}" height="{Height}" fill="#fff"/>"""));
        for (var tick = 0; tick < Ticks; tick++)
        {
            var share = tick / (Ticks - 1.0);
            var y = Height - Margin - share * (Height - 2 * Margin);
            svg.Append(Text($"""<line x1="{Margin}" x2="{Width - Margin}" y1="{y:F1}" y2="{y:F1}" stroke="#ddd"/>"""));
            Label(Margin - 8, y + 4, "end", LossColour, losses, share);
            Label(Width - Margin + 8, y + 4, "start", NdcgColour, qualities, share);
            svg.Append(Text($"""<text x="{Margin + share * (Width - 2 * Margin):F1}" y="{Height - Margin + 20}" text-anchor="middle">{Math.Round(epochs.At(share)):F0}</text>"""));
        }

        Line(losses, LossColour, Axis.Of(losses.Select(point => point.Y)));
        Line(qualities, NdcgColour, Axis.Of(qualities.Select(point => point.Y)));
        svg.Append(Text($"""<text x="{Margin}" y="{Margin - 24}" fill="{LossColour}">training loss</text>"""));
        svg.Append(Text($"""<text x="{Width - Margin}" y="{Margin - 24}" text-anchor="end" fill="{NdcgColour}">validation NDCG</text>"""));
        svg.Append(Text($"""<text x="{Width / 2}" y="{Height - 16}" text-anchor="middle">epoch</text></svg>"""));
        return svg.Append('\n').ToString();

        void Label(double x, double y, string anchor, string colour, (double X, double Y)[] line, double share)
        {
            if (line.Length > 0)
            {
                svg.Append(Text($"""<text x="{x:F1}" y="{y:F1}" text-anchor="{anchor}" fill="{colour}">{Axis.Of(line.Select(point => point.Y)).At(share):G3}</text>"""));
            }
        }

        void Line((double X, double Y)[] line, string colour, Axis values)
        {
            var path = string.Join(' ', line.Select(point => Text(
                $"{Margin + epochs.Share(point.X) * (Width - 2 * Margin):F1},{Height - Margin - values.Share(point.Y) * (Height - 2 * Margin):F1}")));
            svg.Append(Text($"""<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>"""));
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private readonly record struct Axis(double Least, double Most)
    {
        public static Axis Of(IEnumerable<double> values)
        {
            double[] all = [.. values];
            return all.Length == 0 ? default : new(all.Min(), all.Max());
        }

        public double At(double share) => Least + share * (Most - Least);

        /// <summary>A single value lies in the middle.</summary>
        public double Share(double value) => Most > Least ? (value - Least) / (Most - Least) : 0.5;
    }
}
