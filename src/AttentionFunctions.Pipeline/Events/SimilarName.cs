using System.Text;
using System.Text.Json;

namespace AttentionFunctions.Events;

/// <summary>Finds the field that a sender probably meant: another spelling (<c>user_id</c>, <c>UserID</c>) or a slip of a letter or two.</summary>
internal static class SimilarName
{
    /// <summary>Names longer than this are no slip of any of ours.</summary>
    private const int Longest = 32;

    /// <param name="json">An event: well-formed JSON.</param>
    /// <param name="wanted">The field that is missing.</param>
    public static string? Find(ReadOnlySpan<byte> json, string wanted)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        string target = Plain(wanted);
        while (reader.Read())
        {
            // Depth 2: the fields in the `data` of a CloudEvent.
            if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth > 2
                || reader.ValueIsEscaped || reader.ValueSpan.Length > Longest)
            {
                continue;
            }

            string name = Encoding.UTF8.GetString(reader.ValueSpan);
            if (FieldNames.Find(name) == FieldNames.Unknown && IsClose(Plain(name), target))
            {
                return name;
            }
        }

        return null;
    }

    /// <summary>The one of <paramref name="names"/> that was probably meant; null when none is close.</summary>
    public static string? Among(string given, IEnumerable<string> names)
    {
        if (given.Length > Longest) return null;
        string plain = Plain(given);
        return names.Where(name => IsClose(plain, Plain(name))).MinBy(name => Distance(plain, Plain(name)));
    }

    private static string Plain(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit).Select(char.ToLowerInvariant));

    private static bool IsClose(string name, string target) => Distance(name, target) <= (target.Length > 4 ? 2 : 1);

    /// <summary>Levenshtein's edit distance.</summary>
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[b.Length];
    }
}
