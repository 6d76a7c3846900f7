namespace AttentionFunctions.Testing;

/// <summary>Tables of a page of the documentation.</summary>
internal static class DocTable
{
    /// <summary>The rows of every table whose first column has this title: the cells as text, without the back quotes of the first.</summary>
    public static IReadOnlyList<string[]> Rows(string page, string firstColumn)
    {
        var rows = new List<string[]>();
        bool inside = false;
        foreach (string line in File.ReadLines(Path.Join(Repository.Root, "docs", page)))
        {
            if (!line.StartsWith('|'))
            {
                inside = false;
                continue;
            }

            string[] cells = [.. line.Trim('|', ' ').Split(" | ").Select(cell => cell.Trim())];
            if (cells[0] == firstColumn) inside = true;
            else if (inside && !cells[0].StartsWith("---", StringComparison.Ordinal)) rows.Add([cells[0].Trim('`'), .. cells[1..]]);
        }

        return rows;
    }
}
