using System.Data;
using System.Globalization;
using System.Text.RegularExpressions;
using AttentionFunctions.Decide;
using AttentionFunctions.Events;
using AttentionFunctions.Ingest;
using AttentionFunctions.Rank;
using AttentionFunctions.Store;
using AttentionFunctions.Testing;
using Xunit;

namespace AttentionFunctions;

/// <summary>The worked example of docs/operate.md: its operations are those of the code, and its arithmetic is right.</summary>
public sealed partial class CostsTests
{
    private const string Page = "operate.md";

    private static readonly Dictionary<string, double> Given =
        DocTable.Rows(Page, "given").ToDictionary(row => row[0], row => double.Parse(row[1], CultureInfo.InvariantCulture));

    [Fact]
    public async Task Operations_of_a_batch_are_the_ones_that_are_billed()
    {
        CountingStore? counted = null;
        using var fixture = new IngestFixture(store => counted = new CountingStore(store));
        await fixture.IngestAsync(Batch(0, people: 10, events: 12));
        Assert.Equal((10L, 11L, 0L), (counted!.Reads, counted.Writes, counted.Lists));

        // Whom this instance has written already it does not read again.
        counted.Reset();
        await fixture.IngestAsync(Batch(1, people: 10, events: 12));
        Assert.Equal((0L, 11L, 0L), (counted.Reads, counted.Writes, counted.Lists));
        Assert.Equal(Given["segmentWritesPerBatch"] + (Given["profileWritesPerPerson"] * 10), counted.Writes);
        Assert.Equal(0, counted.Properties);
    }

    [Fact]
    public async Task Operations_of_a_recommendation_are_the_ones_that_are_billed()
    {
        CountingStore? counted = null;
        using var fixture = new IngestFixture(store => counted = new CountingStore(store));
        await fixture.IngestAsync([.. Enumerable.Range(0, 30).Select(Item), .. Batch(0, people: 1, events: 12)]);
        await RecommendAsync();

        counted!.Reset();
        const int requests = 50;
        for (int i = 0; i < requests; i++) await RecommendAsync();
        Assert.Equal(Given["readsPerRecommendation"] * requests, counted.Reads);
        Assert.Equal((0L, 0L, 0L), (counted.Properties, counted.Writes, counted.Lists));

        // With a clock that goes on, what is kept in memory is asked for again, however many ask.
        for (int second = 0; second < 60; second++)
        {
            fixture.Time.Advance(TimeSpan.FromSeconds(1));
            await RecommendAsync();
        }

        Assert.InRange(counted.Properties, 1, Given["questionsPerSecond"] * 60);

        Task<Slate> RecommendAsync() => fixture.Get<RecommendForUser>().HandleAsync(new RankRequest(fixture.KeyOf("person0"), 10));
    }

    [Fact]
    public async Task Operations_of_a_learning_step_without_decisions_are_the_ones_that_are_billed()
    {
        CountingStore? counted = null;
        using var fixture = new IngestFixture(store => counted = new CountingStore(store));
        await fixture.Get<LearnFromDecisions>().RunAsync();
        Assert.Equal(((long)Given["readsPerLearningStep"], 0L, (long)Given["listsPerLearningStep"]), (counted!.Reads, counted.Writes, counted.Lists));
    }

    [Fact]
    public async Task Bytes_of_an_event_in_a_compacted_log_are_as_given()
    {
        CountingStore? counted = null;
        using var fixture = new IngestFixture(store => counted = new CountingStore(store));
        AttentionEvent[] hour = Batch(0, people: 3000, events: 40_000);
        await fixture.Get<EventLog>().AppendAsync(hour);
        Assert.InRange(counted!.BytesWritten / (double)hour.Length, 0.5 * Given["bytesPerEvent"], Given["bytesPerEvent"]);
    }

    [Fact]
    public void The_arithmetic_of_the_example_is_right()
    {
        var known = new Dictionary<string, double>(Given);
        IReadOnlyList<string[]> rows = DocTable.Rows(Page, "a month");
        Assert.True(rows.Count >= 15);
        foreach (string[] row in rows)
        {
            string formula = Numbers().Replace(row[1].Trim('`'), number => $"{number.Value}.0");
            formula = Names().Replace(formula, name => known[name.Value].ToString("0.0##############", CultureInfo.InvariantCulture));
            using var table = new DataTable { Locale = CultureInfo.InvariantCulture };
            double value = Convert.ToDouble(table.Compute(formula, null), CultureInfo.InvariantCulture);
            double told = double.Parse(row[2], NumberStyles.Number, CultureInfo.InvariantCulture);
            Assert.True(Math.Abs(value - told) <= 0.005 * Math.Max(1, Math.Abs(told)), $"{row[0]}: {row[1]} is {value:N2}, not {row[2]}");
            known[row[0]] = value;
        }
    }

    private static AttentionEvent[] Batch(int number, int people, int events)
    {
        var random = new Random(number);
        return [.. Enumerable.Range(0, events).Select(i => new AttentionEvent
        {
            Id = $"01JD{Convert.ToHexString(BitConverter.GetBytes(random.NextInt64()))}{number}",
            Type = random.Next(3) == 0 ? EventType.View : EventType.Impression,
            Time = IngestFixture.Now.AddHours(-1).AddMilliseconds(i * 90),
            UserId = $"person{i % people}",
            ItemId = $"item{random.Next(30)}",
            DwellSeconds = random.Next(3) == 0 ? random.Next(90) : null,
        })];
    }

    private static AttentionEvent Item(int i) => new()
    {
        Id = $"item{i}",
        Type = EventType.ItemUpserted,
        Time = IngestFixture.Now.AddDays(-1),
        ItemId = $"item{i}",
        Item = new ItemFields { Title = $"Title {i}" },
    };

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Numbers();

    [GeneratedRegex("[a-zA-Z]+")]
    private static partial Regex Names();
}
