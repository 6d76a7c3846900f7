using System.Text.RegularExpressions;

namespace AttentionFunctions.Assist;

/// <summary>What a message quotes is somebody else's words: it may name an item, but it asks for nothing.</summary>
internal static partial class Quotations
{
    /// <returns>The message without quotations, and the first of them.</returns>
    public static (string Plain, string? Quoted) SetApart(string message)
    {
        Match first = Quotation().Match(message);
        if (!first.Success) return (message, null);
        string quoted = first.Groups.Cast<Group>().Skip(1).First(group => group.Success).Value.Trim();
        return (Quotation().Replace(message, " ").Trim(), quoted);
    }

    public static IEnumerable<string> In(string text) =>
        Quotation().Matches(text).Select(match => match.Groups.Cast<Group>().Skip(1).First(group => group.Success).Value.Trim());

    // A quotation that is not closed runs to the end: nothing behind it is an order.
    [GeneratedRegex(
        """
        "([^"]*)(?:"|$)|“([^”]*)(?:”|$)|「([^」]*)(?:」|$)|『([^』]*)(?:』|$)|《([^》]*)(?:》|$)|«([^»]*)(?:»|$)|
        (?<![\p{L}\p{N}])'([^']{2,})'(?![\p{L}\p{N}])
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Quotation();
}
