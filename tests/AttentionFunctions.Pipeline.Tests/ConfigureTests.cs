using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using AttentionFunctions.Assist;
using AttentionFunctions.Catalogue;
using AttentionFunctions.Embed;
using AttentionFunctions.Events;
using AttentionFunctions.Testing;
using AttentionFunctions.Train;
using Xunit;

namespace AttentionFunctions;

/// <summary>docs/configure.md says what the options and host.json say: every name, type, range and default, and nothing that is not there.</summary>
public sealed class ConfigureTests
{
    private const string Page = "configure.md";

    private static readonly IReadOnlyList<string[]> Documented = DocTable.Rows(Page, "app setting");

    [Fact]
    public void Every_setting_is_documented_with_its_type_range_and_default_and_no_other_is()
    {
        string[] expected = [.. Settings().Select(setting => $"`{setting.Name}` | {setting.Type} | {setting.Range ?? "…"} | {setting.Default}").Order(StringComparer.Ordinal)];
        string[] documented = [.. Documented.Select(row =>
            $"`{row[0]}` | {row[1]} | {(Settings().Any(setting => setting.Name == row[0] && setting.Range is null) ? "…" : row[2])} | {row[3]}").Order(StringComparer.Ordinal)];
        Assert.Equal(string.Join('\n', expected), string.Join('\n', documented));
    }

    [Fact]
    public void Every_setting_says_what_it_changes() => Assert.All(Documented, row => Assert.True(row.Length == 6 && row[4].Length > 4 && row[5].Length > 0, row[0]));

    /// <summary>Ranges that no attribute tells are tried: the ends are taken, what lies beyond is refused.</summary>
    [Fact]
    public void Documented_ranges_are_the_ones_that_are_enforced()
    {
        int tried = 0;
        foreach (string[] row in Documented.Where(row => row[0].StartsWith("Encoder__", StringComparison.Ordinal) || row[0].StartsWith("Weights__", StringComparison.Ordinal)))
        {
            if (row[2] == "-") continue;
            string[] path = row[0].Split("__");
            if (row[2].Split(" to ") is [var low, var high])
            {
                Try(path, Beyond(low, -1), refused: true);
                Try(path, low, refused: false);
                Try(path, high, refused: false);
                Try(path, Beyond(high, 1), refused: true);
                tried++;
            }
            else if (row[2].EndsWith(" or more", StringComparison.Ordinal))
            {
                Try(path, Beyond(row[2].Split(' ')[0], -1), refused: true);
                Try(path, row[2].Split(' ')[0], refused: false);
                tried++;
            }
        }

        Assert.True(tried >= 18, $"Only {tried} ranges could be tried.");
    }

    [Fact]
    public void Every_line_of_host_json_is_explained_and_no_other_is()
    {
        using JsonDocument host = JsonDocument.Parse(File.ReadAllText(Path.Join(Repository.Root, "host.json")));
        string[] lines = [.. Leaves(host.RootElement, "").Select(leaf => $"{leaf.Path} = {leaf.Value}").Order(StringComparer.Ordinal)];
        IReadOnlyList<string[]> rows = DocTable.Rows(Page, "host.json");
        Assert.Equal(lines, rows.Select(row => $"{row[0]} = {row[1].Trim('`')}").Order(StringComparer.Ordinal));
        Assert.All(rows, row => Assert.True(row[2].Length > 20, $"{row[0]} has no reason"));
    }

    private static IEnumerable<(string Path, string Value)> Leaves(JsonElement element, string path) => element.ValueKind == JsonValueKind.Object
        ? element.EnumerateObject().SelectMany(property => Leaves(property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}"))
        : [(path, element.ValueKind is JsonValueKind.True or JsonValueKind.False ? element.GetRawText() : element.ToString() is { Length: > 0 } text ? text : "empty")];

    private static IEnumerable<(string Name, string Type, string? Range, string Default)> Settings()
    {
        foreach (var setting in Of(new EncoderOptions(), "Encoder")) yield return setting;
        foreach (var setting in Of(new AttentionWeightOptions(), "Weights")) yield return setting;
        foreach ((EventType type, double weight) in AttentionWeightOptions.DefaultBaseWeights)
            yield return ($"Weights__BaseWeights__{type.WireName()}", "number", null, Text(weight));
        foreach (var setting in Of(new TrainingOptions(), "Training")) yield return setting;
        foreach (var setting in Of(new AssistantOptions(), "Assistant")) yield return setting;
        foreach (var setting in Of(new ParaphraseOptions(), "Paraphrases")) yield return setting;
    }

    private static IEnumerable<(string Name, string Type, string? Range, string Default)> Of(object options, string path)
    {
        foreach (PropertyInfo property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite))
        {
            string name = $"{path}__{property.Name}";
            object? value = property.GetValue(options);
            if (property.Name == nameof(AttentionWeightOptions.BaseWeights)) continue;
            if (property.PropertyType.Namespace == typeof(TrainingOptions).Namespace && property.PropertyType.IsClass)
            {
                foreach (var setting in Of(value!, name)) yield return setting;
                continue;
            }

            string? range = property.GetCustomAttribute<RangeAttribute>() is { } given ? $"{Text(given.Minimum)} to {Text(given.Maximum)}"
                : path is "Encoder" or "Weights" ? null : "-";
            yield return (name, TypeOf(property.PropertyType), range, Text(value));
        }
    }

    private static string TypeOf(Type type) => type switch
    {
        { IsEnum: true } => string.Join(", ", Enum.GetNames(type).Select(name => $"`{name}`")),
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(int) => "integer",
        _ when type == typeof(double) => "number",
        _ when type == typeof(TimeSpan) => "time span",
        _ => "text",
    };

    private static string Text(object? value) => value switch
    {
        null or "" => "empty",
        bool yes => yes ? "true" : "false",
        double number => number.ToString("0.############", CultureInfo.InvariantCulture),
        TimeSpan span => span.ToString("c", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    /// <summary>The nearest value on the other side of an end.</summary>
    private static string Beyond(string end, int direction) => TimeSpan.TryParseExact(end, "c", CultureInfo.InvariantCulture, out TimeSpan span) && end.Contains(':', StringComparison.Ordinal)
        ? (span + TimeSpan.FromSeconds(direction)).ToString("c", CultureInfo.InvariantCulture)
        : end.Contains('.', StringComparison.Ordinal) || Math.Abs(double.Parse(end, CultureInfo.InvariantCulture)) >= 100
            ? Text(double.Parse(end, CultureInfo.InvariantCulture) * (1 + (direction * Math.Sign(double.Parse(end, CultureInfo.InvariantCulture)) * 0.001)))
            : Text(double.Parse(end, CultureInfo.InvariantCulture) + direction);

    private static void Try(string[] path, string value, bool refused)
    {
        Exception? thrown = path switch
        {
            ["Encoder", var name] => Record.Exception(() => With(new EncoderOptions(), name, value).Check()),
            ["Weights", "BaseWeights", var type] => Record.Exception(() => new AttentionWeightOptions
            {
                BaseWeights = new Dictionary<string, double> { [type] = double.Parse(value, CultureInfo.InvariantCulture) },
            }.Validate()),
            ["Weights", var name] => Record.Exception(() => With(new AttentionWeightOptions(), name, value).Validate()),
            _ => throw new InvalidOperationException(string.Join("__", path)),
        };
        Assert.True(refused == thrown is not null, $"{string.Join("__", path)} = {value} is {(refused ? "taken" : "refused")}: {thrown?.Message}");
    }

    private static T With<T>(T options, string name, string value)
        where T : class
    {
        PropertyInfo property = typeof(T).GetProperty(name)!;
        property.SetValue(options, property.PropertyType == typeof(TimeSpan)
            ? TimeSpan.ParseExact(value, "c", CultureInfo.InvariantCulture)
            : Convert.ChangeType(double.Parse(value, CultureInfo.InvariantCulture), property.PropertyType, CultureInfo.InvariantCulture));
        return options;
    }
}
