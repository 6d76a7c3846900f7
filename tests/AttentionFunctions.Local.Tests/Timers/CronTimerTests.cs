using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AttentionFunctions.Local.Timers;

public sealed class CronTimerTests
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 23, 2, 0, 0, TimeSpan.Zero));

    private CronTimer Timer(string schedule, Func<CancellationToken, Task> run) => new("test", schedule, run, time, NullLogger<CronTimer>.Instance);

    [Fact]
    public void Reads_six_fields_with_seconds_first() =>
        Assert.Equal(new DateTimeOffset(2026, 11, 23, 3, 0, 30, TimeSpan.Zero), Timer("30 0 3 * * *", _ => Task.CompletedTask).Next);

    [Theory]
    [InlineData("0 3 * * *")]
    [InlineData("every day")]
    public void Refuses_another_form_and_shows_the_right_one(string schedule) => Assert.Contains(
        "six fields", Assert.Throws<FormatException>(() => Timer(schedule, _ => Task.CompletedTask)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Runs_at_each_occurrence_also_after_a_failure()
    {
        List<DateTimeOffset> runs = [];
        using CancellationTokenSource stop = new();
        Task running = Timer("0 0 * * * *", _ =>
        {
            runs.Add(time.GetUtcNow());
            return runs.Count == 1 ? throw new IOException("disk") : Task.CompletedTask;
        }).RunAsync(stop.Token);

        for (int i = 0; i < 3; i++) time.Advance(TimeSpan.FromHours(1));
        await stop.CancelAsync();
        await running;

        Assert.Equal([3, 4, 5], runs.Select(run => run.Hour));
    }

    [Fact]
    public async Task Skips_occurrences_while_a_run_lasts()
    {
        int runs = 0;
        TaskCompletionSource finish = new();
        using CancellationTokenSource stop = new();
        Task running = Timer("0 * * * * *", _ =>
        {
            runs++;
            return finish.Task;
        }).RunAsync(stop.Token);

        for (int i = 0; i < 10; i++) time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, runs);
        finish.SetResult();
        await stop.CancelAsync();
        await running;
    }
}
