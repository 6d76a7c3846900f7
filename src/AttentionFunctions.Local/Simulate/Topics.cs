namespace AttentionFunctions.Local.Simulate;

/// <summary>The twelve topics of the simulated catalogue. Creators are invented.</summary>
internal static partial class Topics
{
    public static IReadOnlyList<Topic> All { get; } =
    [
        Cooking, Gardening, Cycling, Astronomy, History, Programming, Music, Photography, Travel, Finance, Sleep, Woodworking,
    ];
}
