using System.Text;
using System.Xml.Linq;
using AttentionFunctions.Ingest;
using AttentionFunctions.Store;
using Xunit;
using static AttentionFunctions.Economy.EconomyEvents;

namespace AttentionFunctions.Economy;

public sealed class EconomyReportTests : IDisposable
{
    private readonly IngestFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Exposure_and_attention_are_counted_by_creator_category_and_item()
    {
        await _fixture.IngestAsync(Item("a", "ann", "x"), Item("b", "bob", "x", "y"));
        await _fixture.IngestAsync(Enumerable.Range(0, 6).SelectMany(user => Page($"u{user}", Monday.AddHours(user), "a", "b")));

        EconomyReport report = await _fixture.ReportAsync(new EconomyQuery(EconomyGrouping.Creator));
        double second = 1 / Math.Log2(3);
        Assert.Equal((6, 12, 360.0), (report.Totals.Pages, report.Totals.Impressions, report.Totals.AttentionSeconds));
        Assert.Equal(6 * (1 + second), report.Totals.Exposure, 1e-4);
        Assert.Equal(["ann", "bob"], report.Groups.Select(group => group.Name));
        Assert.Equal(1 / (1 + second), report.Groups[0].ExposureShare, 1e-5);
        Assert.Equal(1, report.Groups[0].AttentionShare, 9);
        Assert.Equal((0, 0.0), (report.Other.Impressions, report.Other.ExposureShare));

        // b's exposure belongs to x and y in equal parts.
        EconomyReport categories = await _fixture.ReportAsync(new EconomyQuery(EconomyGrouping.Category));
        Assert.Equal((1 + (second / 2)) / (1 + second), categories.Groups.Single(group => group.Name == "x").ExposureShare, 1e-5);
        Assert.Equal(2, (await _fixture.ReportAsync(new EconomyQuery(EconomyGrouping.Item))).Groups.Count);
    }

    [Fact]
    public async Task Fewer_than_five_people_are_not_named_and_nothing_is_lost()
    {
        await _fixture.IngestAsync(Item("a", "ann"), Item("b", "bob"), Item("c", "cyd"));
        await _fixture.IngestAsync(Enumerable.Range(0, 9).SelectMany(user => Page($"u{user}", Monday.AddHours(user), "a", user < 4 ? "b" : "c")));
        EconomyReport report = await _fixture.ReportAsync(new EconomyQuery(EconomyGrouping.Creator));

        // bob has four people; without cyd beside him "other" would be bob.
        Assert.Equal(["ann"], report.Groups.Select(group => group.Name));
        Assert.Equal(9, report.Other.Impressions);
        Assert.Equal(1, report.Groups.Sum(group => group.ExposureShare) + report.Other.ExposureShare, 9);
        Assert.Equal(3, report.Exposure.Holders);
    }

    [Fact]
    public async Task A_week_of_fewer_than_five_people_is_not_reported_and_not_frozen()
    {
        await _fixture.IngestAsync(Enumerable.Range(0, 4).SelectMany(user => Page($"u{user}", Monday.AddHours(user), "a", "b")));
        Assert.Empty((await _fixture.ReportAsync(new EconomyQuery(EconomyGrouping.Item))).Weeks);
        await _fixture.IngestAsync(Page("u4", Monday.AddHours(9), "a", "b"));
        _fixture.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Single((await _fixture.ReportAsync(new EconomyQuery(EconomyGrouping.Item))).Weeks);
    }

    [Fact]
    public async Task What_was_reported_once_does_not_change_with_late_events_so_that_no_difference_is_one_person()
    {
        await _fixture.IngestAsync(Enumerable.Range(0, 6).SelectMany(user => Page($"u{user}", Monday.AddHours(user), "a", "b")));
        string before = EconomyCsv.Write(await _fixture.ReportAsync(new EconomyQuery(EconomyGrouping.Item)));
        await _fixture.IngestAsync(Page("late", Monday.AddHours(20), "a", "b"));
        Assert.Equal(before, EconomyCsv.Write(await _fixture.ReportAsync(new EconomyQuery(EconomyGrouping.Item))));
    }

    [Fact]
    public async Task The_running_week_and_days_within_a_week_cannot_be_asked_for()
    {
        await _fixture.IngestAsync(Enumerable.Range(0, 6).SelectMany(user => Page($"u{user}", Monday.AddHours(user), "a")));
        await _fixture.IngestAsync(Enumerable.Range(0, 6).SelectMany(user => Page($"u{user}", Monday.AddDays(7).AddHours(user), "a")));
        EconomyReport report = await _fixture.ReportAsync(new EconomyQuery(EconomyGrouping.Item, new DateOnly(2026, 11, 18), new DateOnly(2026, 11, 24)));
        Assert.Equal([new DateOnly(2026, 11, 16)], report.Weeks.Select(week => week.From));
        Assert.Equal((new DateOnly(2026, 11, 16), new DateOnly(2026, 11, 23)), (report.From, report.To));
        Assert.Equal(6, report.Totals.Pages);
    }

    [Fact]
    public async Task No_difference_of_two_ranges_tells_of_fewer_than_five()
    {
        // b has six people in the first week and three in the second, when c has six.
        await _fixture.IngestAsync(Enumerable.Range(0, 6).SelectMany(user => Page($"u{user}", Monday.AddDays(-7).AddHours(user), "a", "b")));
        await _fixture.IngestAsync(Enumerable.Range(0, 9).SelectMany(user => Page($"u{user}", Monday.AddHours(user), "a", user < 3 ? "b" : "c")));
        var first = new DateOnly(2026, 11, 9);
        EconomyReport one = await _fixture.ReportAsync(new EconomyQuery(EconomyGrouping.Item, first, first));
        EconomyReport both = await _fixture.ReportAsync(new EconomyQuery(EconomyGrouping.Item, first));

        EconomyGroup before = one.Groups.Single(group => group.Name == "b"), after = both.Groups.Single(group => group.Name == "b");
        Assert.Equal((6, 1), (after.Impressions, after.Weeks));
        Assert.Equal(before.Exposure, after.Exposure, 12);
        Assert.Null(after.ShareByWeek[1]);
        Assert.Null(after.MeritShare);

        // c alone would be "other − b".
        Assert.DoesNotContain(both.Groups, group => group.Name == "c");
        Assert.Equal(9, both.Other.Impressions);
    }

    [Fact]
    public async Task Shares_over_time_show_who_gains()
    {
        await _fixture.IngestAsync(Enumerable.Range(0, 6).SelectMany(user => Page($"u{user}", Monday.AddDays(-7).AddHours(user), "a", "b")));
        await _fixture.IngestAsync(Enumerable.Range(0, 6).SelectMany(user => Page($"u{user}", Monday.AddHours(user), "a")));
        EconomyReport report = await _fixture.ReportAsync(new EconomyQuery(EconomyGrouping.Item));
        double first = 1 / (1 + (1 / Math.Log2(3)));
        Assert.Equal(first, report.Groups[0].ShareByWeek[0]!.Value, 1e-5);
        Assert.Equal(1, report.Groups[0].ShareByWeek[1]!.Value, 9);
        Assert.Equal(1 - first, report.Weeks[1].Shift!.Value, 1e-5);
        Assert.True(report.Drift!.GiniPerWeek > 0 && report.Drift.EffectiveNumberPerWeek < 0);
    }

    [Fact]
    public async Task Reports_are_written_once_and_nothing_stored_names_a_user()
    {
        await _fixture.IngestAsync(Enumerable.Range(0, 6).SelectMany(user => Page($"u{user}", Monday.AddHours(user), "a", "b")));
        var write = _fixture.Get<WriteEconomyReports>();
        Assert.Equal(3, await write.RunAsync());
        Assert.Equal(0, await write.RunAsync());

        Dictionary<string, byte[]> blobs = await _fixture.BlobsAsync(BlobLayout.EconomyPrefix);
        Assert.Equal(
            ["economy/v1/ledger/2026-11-16.json", "economy/v1/reports/2026-11-16/category.json", "economy/v1/reports/2026-11-16/creator.json", "economy/v1/reports/2026-11-16/item.json"],
            blobs.Keys.Order(StringComparer.Ordinal));
        foreach (byte[] blob in blobs.Values)
            for (int user = 0; user < 6; user++)
                Assert.DoesNotContain(_fixture.KeyOf($"u{user}"), Encoding.UTF8.GetString(blob));
    }

    [Fact]
    public async Task A_ledger_of_a_newer_format_is_refused_with_words()
    {
        await _fixture.Store.TryCreateAsync(BlobLayout.EconomyLedger(new DateOnly(2026, 11, 16)), Encoding.UTF8.GetBytes(
            """{"formatVersion":99,"monday":"2026-11-16","pages":0,"publishable":true,"rows":[],"folded":{}}"""));
        InvalidDataException refused = await Assert.ThrowsAsync<InvalidDataException>(() => _fixture.ReportAsync(new EconomyQuery(EconomyGrouping.Item)));
        Assert.Contains("format 99", refused.Message);
    }

    [Theory]
    [InlineData("2026-11-20", "2026-11-01")]
    [InlineData("2024-01-01", "2026-11-01")]
    public async Task Ranges_that_make_no_sense_are_refused(string from, string to) => await Assert.ThrowsAsync<ArgumentException>(() =>
        _fixture.ReportAsync(new EconomyQuery(EconomyGrouping.Item, DateOnly.Parse(from), DateOnly.Parse(to))));

    [Fact]
    public async Task Hostile_names_break_neither_spreadsheet_nor_chart()
    {
        const string formula = "=HYPERLINK(\"http://x\",\"y\")", markup = "</text><script>alert(1)</script>";
        await _fixture.IngestAsync(Item("a", formula), Item("b", markup));
        await _fixture.IngestAsync(Enumerable.Range(0, 6).SelectMany(user => Page($"u{user}", Monday.AddHours(user), "a", "b")));
        EconomyReport report = await _fixture.ReportAsync(new EconomyQuery(EconomyGrouping.Creator));

        string csv = EconomyCsv.Write(report);
        Assert.Contains("\r\n\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\",", csv);
        Assert.Equal(4, csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        XDocument chart = XDocument.Parse(EconomyChart.Draw(report));
        Assert.DoesNotContain(chart.Descendants(), element => element.Name.LocalName == "script");
        Assert.Contains(chart.Descendants(), element => element.Value.StartsWith("</text><script>"));
    }

    [Fact]
    public async Task A_chart_of_nothing_is_a_chart() =>
        Assert.NotEmpty(XDocument.Parse(EconomyChart.Draw(await _fixture.ReportAsync(new EconomyQuery(EconomyGrouping.Item)))).Descendants());
}
