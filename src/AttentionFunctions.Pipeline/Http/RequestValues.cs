using System.Collections.Frozen;
using System.Globalization;
using AttentionFunctions.Events;
using AttentionFunctions.Rank;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace AttentionFunctions.Http;

/// <summary>Values of the path and the query, checked; what is wrong is said with the name and the limits.</summary>
internal static class RequestValues
{
    private const int MaxIdLength = 256;
    private const int MaxExcluded = 1000;

    /// <summary>An id from the path. Routing leaves <c>%2F</c> encoded, so that an id may contain a slash.</summary>
    public static string Id(string raw, string name)
    {
        string id = raw.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        if (string.IsNullOrWhiteSpace(id) || id.Length > MaxIdLength || id.Any(char.IsControl))
            throw ApiException.BadRequest($"{name} must have 1 to {MaxIdLength} characters and no control characters.");
        return id;
    }

    /// <summary>A name that is part of a blob's name, so only what is safe there.</summary>
    public static string Name(string raw, string name) => PolicyStore.IsName(raw)
        ? raw
        : throw ApiException.BadRequest($"{name} must have 1 to {PolicyStore.MaxNameLength} letters, digits, '-' or '_'.");

    public static int Count(HttpRequest request)
    {
        if (!request.Query.TryGetValue("count", out StringValues raw)) return RankRequest.DefaultCount;
        return int.TryParse(raw, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count is >= 1 and <= RankRequest.MaxCount
            ? count
            : throw ApiException.BadRequest($"count must be a whole number from 1 to {RankRequest.MaxCount}, got '{Shorten(raw)}'.");
    }

    public static DateOnly? Day(HttpRequest request, string name)
    {
        if (!request.Query.TryGetValue(name, out StringValues raw)) return null;
        return DateOnly.TryParseExact(raw, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) && day.Year >= 1970
            ? day
            : throw ApiException.BadRequest($"{name} must be a day such as 2026-11-23.");
    }

    public static bool Flag(HttpRequest request, string name)
    {
        if (!request.Query.TryGetValue(name, out StringValues raw)) return false;
        return bool.TryParse(raw, out bool value) ? value : throw ApiException.BadRequest($"{name} must be true or false, got '{Shorten(raw)}'.");
    }

    /// <summary>One of the names of an enumeration, in lower case; never a number.</summary>
    public static T Choice<T>(HttpRequest request, string name, T fallback) where T : struct, Enum
    {
        if (!request.Query.TryGetValue(name, out StringValues raw)) return fallback;
        foreach (T value in Enum.GetValues<T>())
            if (string.Equals(raw, value.ToString(), StringComparison.OrdinalIgnoreCase)) return value;
        throw ApiException.BadRequest(
            $"{name} must be one of {string.Join(", ", Enum.GetNames<T>().Select(choice => choice.ToLowerInvariant()))}, got '{Shorten(raw)}'.");
    }

    /// <summary><c>?exclude=a,b&amp;exclude=c</c></summary>
    public static IReadOnlySet<string> Excluded(HttpRequest request)
    {
        HashSet<string> ids = [.. request.Query["exclude"].SelectMany(list => (list ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))];
        return ids.Count <= MaxExcluded ? ids : throw ApiException.BadRequest($"exclude takes at most {MaxExcluded} ids, got {ids.Count}.");
    }

    /// <summary>What rules may ask for, of a body or the query; as large as that of an event.</summary>
    public static IReadOnlyDictionary<string, string> Context(IReadOnlyDictionary<string, string>? context)
    {
        if (context is null) return FrozenDictionary<string, string>.Empty;
        if (context.Count > EventLimits.MapEntries || context.Any(pair => pair is not { Key.Length: >= 1 and <= EventLimits.MapKeyLength, Value.Length: <= EventLimits.MapValueLength }))
        {
            throw ApiException.BadRequest(
                $"context takes {EventLimits.MapEntries} entries: keys of 1 to {EventLimits.MapKeyLength} characters, texts of up to {EventLimits.MapValueLength}.");
        }

        return context;
    }

    private static string Shorten(StringValues raw) => raw.ToString() is { Length: > 40 } text ? text[..40] + "…" : raw.ToString();
}
