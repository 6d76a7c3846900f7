using AttentionFunctions.Ingest;

namespace AttentionFunctions.Watch;

/// <summary>What arrived in the last hour, by the time of the events; never who.</summary>
/// <param name="MinutesFrom">Begin of the first of the <see cref="RecentActivity.Minutes"/> minutes.</param>
/// <param name="Types">Types that occurred, in the order of the documentation.</param>
/// <param name="SecondsFrom">The first of the <see cref="RecentActivity.Seconds"/> seconds.</param>
/// <param name="Seconds">Events of every second, all types together.</param>
/// <param name="Newest">Newest first.</param>
/// <param name="Queue">Absent where the queue does not say.</param>
public sealed record ActivityReport(
    DateTimeOffset At, DateTimeOffset MinutesFrom, IReadOnlyList<TypeActivity> Types, DateTimeOffset SecondsFrom, IReadOnlyList<int> Seconds,
    IReadOnlyList<ActivityEvent> Newest, QueueDepth? Queue);

/// <param name="Minutes">Events of every minute.</param>
public sealed record TypeActivity(string Type, IReadOnlyList<int> Minutes);

/// <param name="Title">Of the item, where the catalogue knows one.</param>
/// <param name="Category">Of an activity.</param>
/// <param name="HeldSeconds">How long attention was held.</param>
public sealed record ActivityEvent(
    string Type, DateTimeOffset Time, string? ItemId, string? Title, string? Category, double? HeldSeconds, double? Value);
