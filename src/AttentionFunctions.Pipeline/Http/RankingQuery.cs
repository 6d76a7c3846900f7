using System.Globalization;
using AttentionFunctions.Rank;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace AttentionFunctions.Http;

/// <summary>The parameters that every ranking takes in its query string, as the rules that a body may hold.</summary>
/// <remarks>
/// <code>
/// count=10                     items wanted
/// exclude=a,b                  ids that are not shown
/// includeSeen=true             items chosen before may come back
/// filter=price &lt; 20            keeps only these (docs/filters.md)
/// diversity=0.3 | dpp:0.3      strength, by MMR or by a determinantal point process
/// novelty=0.2                  what a deviation of novelty adds
/// explore=0.1 fresh=0.05       shares of slots that are drawn, from all candidates and from new items
/// budget=15m dailyLimit=1h     attention that the slate, and the day, may take
/// policy=name                  a stored policy, under the rules of the request
/// experiment=name              the policy and fairness of the user's arm
/// fairness=merit               how it treats those who made the items
/// context.device=mobile        what rules may ask for
/// explain=full                 all that each score is made of
/// language=zh                  of the reasons; else as Accept-Language says
/// </code>
/// </remarks>
internal static class RankingQuery
{
    private const string ContextPrefix = "context.";

    public static RankingRules Rules(HttpRequest request)
    {
        double share = Number(request, "explore") ?? 0, fresh = Number(request, "fresh") ?? 0;
        return new RankingRules
        {
            Exclude = [.. RequestValues.Excluded(request)],
            Seen = RequestValues.Flag(request, "includeSeen") ? [] : null,
            Filter = Text(request, "filter"),
            Diversity = Diversity(request),
            Novelty = Number(request, "novelty"),
            Exploration = share != 0 || fresh != 0 ? new ExplorationOptions { Share = share, FreshShare = fresh } : null,
            Budget = Text(request, "budget"),
            DailyLimit = Text(request, "dailyLimit"),
        };
    }

    public static IReadOnlyDictionary<string, string> Context(HttpRequest request) => request.Query
        .Where(pair => pair.Key.StartsWith(ContextPrefix, StringComparison.Ordinal) && pair.Key.Length > ContextPrefix.Length)
        .ToDictionary(pair => pair.Key[ContextPrefix.Length..], pair => pair.Value.ToString(), StringComparer.Ordinal);

    public static bool ExplainFully(HttpRequest request) => Text(request, "explain") switch
    {
        null or "short" => false,
        "full" => true,
        { } other => throw ApiException.BadRequest($"explain must be full or short, got '{other}'."),
    };

    /// <summary>By <c>language</c>, else by <c>Accept-Language</c>, most wanted first.</summary>
    public static Wording Wording(HttpRequest request) => Rank.Wording.For(Text(request, "language") is { } language
        ? [language]
        : request.GetTypedHeaders().AcceptLanguage.OrderByDescending(tag => tag.Quality ?? 1).Select(tag => tag.Value.ToString()));

    public static string? Text(HttpRequest request, string name) =>
        request.Query.TryGetValue(name, out StringValues raw) && raw.ToString() is { Length: > 0 } text ? text : null;

    private static double? Number(HttpRequest request, string name)
    {
        if (Text(request, name) is not { } text) return null;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? value
            : throw ApiException.BadRequest($"{name} must be a number, got '{text}'.");
    }

    private static DiversityOptions? Diversity(HttpRequest request)
    {
        if (Text(request, "diversity") is not { } text) return null;
        string[] parts = text.Split(':', 2);
        DiversityMethod method = DiversityMethod.Mmr;
        if (double.TryParse(parts[^1], NumberStyles.Float, CultureInfo.InvariantCulture, out double strength)
            && (parts.Length == 1 || (!int.TryParse(parts[0], out _) && Enum.TryParse(parts[0], ignoreCase: true, out method))))
            return new DiversityOptions { Method = method, Strength = strength };
        throw ApiException.BadRequest($"diversity must be a strength from 0 to 1, or mmr:0.3 or dpp:0.3, got '{text}'.");
    }
}
