namespace AttentionFunctions.Local.Simulate;

/// <summary>A form of item.</summary>
/// <param name="MedianSeconds">How long half of its items hold attention at most.</param>
/// <param name="Price">What it costs; null for what is free.</param>
/// <param name="Weight">Relative number of items.</param>
internal sealed record Kind(string Name, double MedianSeconds, double? Price, double Weight)
{
    public static IReadOnlyList<Kind> All { get; } =
    [
        new("article", 150, null, 0.5),
        new("video", 420, null, 0.25),
        new("podcast", 1_500, null, 0.15),
        new("course", 2_400, 19, 0.1),
    ];

    public static Kind Draw(Random random) => All[random.Weighted([.. All.Select(kind => kind.Weight)])];
}
