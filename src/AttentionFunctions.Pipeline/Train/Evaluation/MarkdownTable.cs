using System.Text;

namespace AttentionFunctions.Train;

/// <summary>A Markdown table; plain text that lines up as well.</summary>
internal static class MarkdownTable
{
    /// <param name="rows">The heading first, all of the same length.</param>
    /// <param name="names">Columns that hold names and go to the left; figures go to the right.</param>
    public static string Of(IReadOnlyList<string[]> rows, int names)
    {
        int[] widths = [.. rows[0].Select((_, column) => rows.Max(cells => cells[column].Length))];
        var text = new StringBuilder();
        foreach (var (line, cells) in rows.Index())
        {
            text.Append("| ").AppendJoin(" | ", cells.Select((cell, i) => i < names ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))).Append(" |\n");
            if (line == 0)
            {
                text.Append('|').AppendJoin('|', widths.Select((width, i) => i < names ? new string('-', width + 2) : new string('-', width + 1) + ':')).Append("|\n");
            }
        }

        return text.ToString();
    }

    /// <summary>A name as a cell: a bar or a line break would end it.</summary>
    public static string Name(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");
}
