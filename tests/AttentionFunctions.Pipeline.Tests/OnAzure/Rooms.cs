using System.Text.Json;
using AttentionFunctions.Assist;
using AttentionFunctions.Catalogue;
using AttentionFunctions.Decide;
using AttentionFunctions.Economy;
using AttentionFunctions.Embed;
using AttentionFunctions.Events;
using AttentionFunctions.Ingest;
using AttentionFunctions.Plan;
using AttentionFunctions.Rank;
using AttentionFunctions.Store;
using AttentionFunctions.Train;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AttentionFunctions.OnAzure;

/// <summary>
/// For each room that stores something, a round trip through everything that it stores, with the figures that must come out: each by two
/// instances, each once, whatever happened to the requests.
/// </summary>
internal static class Rooms
{
    public static IReadOnlyDictionary<string, Func<AzurePipeline, Task>> All { get; } = new Dictionary<string, Func<AzurePipeline, Task>>
    {
        ["Ingest"] = IngestAsync,
        ["Catalogue"] = CatalogueAsync,
        ["Paraphrases"] = ParaphrasesAsync,
        ["Train"] = TrainAsync,
        ["Decide"] = DecideAsync,
        ["Slates"] = SlatesAsync,
        ["Policies"] = PoliciesAsync,
        ["Experiments"] = ExperimentsAsync,
        ["Campaigns"] = CampaignsAsync,
        ["Market"] = MarketAsync,
        ["Economy"] = EconomyAsync,
        ["Plan"] = PlanAsync,
        ["Assist"] = AssistAsync,
    };

    private static async Task IngestAsync(AzurePipeline azure)
    {
        IServiceProvider one = azure.Instance(), two = azure.Instance();
        AttentionEvent[] events = [.. Enumerable.Range(0, 60).Select(i => View($"e{i:00}", $"user{i % 4}", $"item{i % 7}", minutes: i))];
        await Task.WhenAll(AzurePipeline.IngestAsync(one, events[..40]), AzurePipeline.IngestAsync(two, events[20..]));
        await one.GetRequiredService<IngestEvents>().HandleAsync([IngestFixture.Message("""{"type":"view"}""")]);

        Assert.Equal(events.Select(e => e.Id), await LogIdsAsync(two));
        Assert.Single(await azure.NamesAsync(BlobLayout.QuarantinePrefix));
        Assert.Equal(4, (await azure.NamesAsync(BlobLayout.ProfilesPrefix)).Length);
        azure.Time.Advance(TimeSpan.FromHours(4));
        Assert.True(await two.GetRequiredService<TidyStore>().RunAsync());
        Assert.Equal(events.Select(e => e.Id), await LogIdsAsync(one));
    }

    private static async Task CatalogueAsync(AzurePipeline azure)
    {
        IServiceProvider[] instances = [azure.Instance(), azure.Instance()];
        await Task.WhenAll(instances.Select(async (instance, which) =>
        {
            for (int i = 0; i < 8; i++) await AzurePipeline.IngestAsync(instance, [Item($"{which}-{i}")]);
        }));
        ItemCatalogue items = await azure.Instance().GetRequiredService<CatalogueStore>().RefreshAsync();
        Assert.Equal(16, items.Items.Count(item => item.Id.Contains('-', StringComparison.Ordinal)));
    }

    private static async Task ParaphrasesAsync(AzurePipeline azure)
    {
        IServiceProvider[] instances = [azure.Instance(), azure.Instance()];
        await AzurePipeline.IngestAsync(instances[0], Enumerable.Range(0, 6).Select(i => Item($"said anew {i}")));
        int items = (await instances[1].GetRequiredService<CatalogueStore>().RefreshAsync()).Items.Count;
        ParaphraseReport[] reports = await Task.WhenAll(instances.Select(instance => new ParaphraseCatalogue(
            instance.GetRequiredService<CatalogueStore>(), new ParaphraseStore(azure.Store), instance.GetRequiredService<ITextEncoder>(), azure.Store,
            new ParaphraseOptions { Count = 2 }, azure.Time, NullLogger<ParaphraseCatalogue>.Instance, new ParaphraseFixture.Scripted()).RunAsync()));

        // One of them has the lease, the other nothing to do; or one after the other, and then the second finds nothing due.
        Assert.Equal(items, reports.Sum(report => report.Items));
        ItemCatalogue after = await azure.Instance().GetRequiredService<CatalogueStore>().RefreshAsync();
        Assert.All(after.Items, item => Assert.NotNull(item.Paraphrases));
        Blob use = (await azure.Store.ReadAsync(BlobLayout.ParaphraseUse))!;
        Assert.Equal(ParaphraseFixture.Cost * reports.Sum(report => report.Asked), JsonDocument.Parse(use.Content).RootElement.GetProperty("tokens").GetInt64());
    }

    private static async Task TrainAsync(AzurePipeline azure)
    {
        IServiceProvider instance = azure.Instance();
        await instance.GetRequiredService<EventLog>().AppendAsync([.. from user in Enumerable.Range(0, 60)
            from n in Enumerable.Range(0, 8)
            select View($"ring {user} {n}", $"key{user:00}", $"item{(user * 3 + n) % 25:00}", minutes: user + n * 60)]);
        RetrainReport report = await instance.GetRequiredService<RetrainModel>().RunAsync(new RetrainRequest());
        Assert.Equal(RetrainOutcome.Promoted, report.Outcome);

        ModelStore models = azure.Instance().GetRequiredService<ModelStore>();
        ModelPointer pointer = (await models.ReadPointerAsync())!;
        Assert.Equal(report.Version, pointer.Current);
        Assert.Single(pointer.History);
        Assert.Single(await models.ListAsync());
        Assert.NotNull(await models.LoadAsync(pointer.Current));
    }

    private static async Task DecideAsync(AzurePipeline azure)
    {
        const int count = 24;
        IServiceProvider one = azure.Instance(), two = azure.Instance();
        await one.GetRequiredService<DecisionStore>().ConfigureAsync(configuration => configuration with { DefaultReward = 0 });
        await Task.WhenAll(Enumerable.Range(0, count).Select(i => DecisionFixture.DecideAsync(i % 2 == 0 ? one : two, $"d{i}")));
        await Task.WhenAll(Enumerable.Range(0, count).Select(i => DecisionFixture.RewardAsync(i % 2 == 0 ? two : one, $"d{i}", i)));
        azure.Time.Advance(TimeSpan.FromMinutes(11));
        DecisionState?[] steps = await Task.WhenAll(DecisionFixture.LearnAsync(one), DecisionFixture.LearnAsync(two));
        Assert.Contains(steps, step => step is not null);

        DecisionState state = await two.GetRequiredService<DecisionStore>().ReadStateAsync();
        Assert.Equal((1L, count, count, count * (count - 1) / 2.0), (state.Step, state.Counts.Joined, state.Counts.Rewarded, state.Counts.RewardSum));
        Assert.Equal(count, state.Serving.Learnt);
        Assert.Equal(count, (await DecisionFixture.JoinedAsync(one)).Count);
        Assert.Empty(await azure.NamesAsync(BlobLayout.DecisionSegmentsPrefix));

        // Rolled back twice would be not at all.
        await one.GetRequiredService<PolicyControl>().ExploreAsync(0.3);
        await one.GetRequiredService<PolicyControl>().ReplaceAsync(new PolicySettings { Learner = Learner.Uniform }, "a test");
        DecisionState back = await two.GetRequiredService<PolicyControl>().RollBackAsync();
        Assert.Equal(state.Serving.Name, back.Serving.Name);
        await DecisionFixture.DecideAsync(two, "open");
    }

    private static async Task SlatesAsync(AzurePipeline azure)
    {
        IServiceProvider[] instances = [azure.Instance(), azure.Instance()];
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => instances[i % 2].GetRequiredService<SlateLog>().AppendAsync(
            new Slate($"slate{i}", Strategy.Personal, "v", []) { Draws = new SlateDraws(new ExplorationOptions(), [new SlotDraw("a", 0.5, "b", 2)]) })));
        List<SlateEntry> read = await instances[0].GetRequiredService<SlateLog>().ReadAsync(IngestFixture.Now.AddDays(-1), default).ToListAsync();
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"slate{i}").Order(StringComparer.Ordinal), read.Select(slate => slate.Id).Order(StringComparer.Ordinal));
    }

    private static async Task PoliciesAsync(AzurePipeline azure)
    {
        PolicyStore one = azure.Instance().GetRequiredService<PolicyStore>(), two = azure.Instance().GetRequiredService<PolicyStore>();
        for (int i = 1; i <= 6; i++) Assert.Equal(i, (await (i % 2 == 0 ? one : two).SaveAsync("front", new RankingRules { Diversity = new DiversityOptions { Strength = i / 10.0 } })).Version);
        await two.RestoreAsync("front", 2);
        PolicyState state = (await one.ReadStateAsync("front"))!;
        Assert.Equal(2, state.Current);
        Assert.Equal([1, 2, 3, 4, 5, 6], state.Versions);
        Assert.Equal([1, 2, 3, 4, 5, 6, 2], state.History.Select(turn => turn.Version));
    }

    private static async Task ExperimentsAsync(AzurePipeline azure)
    {
        Experiments experiments = azure.Instance().GetRequiredService<Experiments>();
        StoredExperiment? stored = null;
        for (int i = 1; i <= 5; i++)
        {
            stored = await experiments.TryWriteAsync("front", new Experiment([new("old", 1), new("new", i, "shop")]), stored);
            Assert.NotNull(stored);
        }

        Assert.Equal(5, (await experiments.ReadAsync("front"))!.Weightings.Count);
        Assert.Single(await experiments.ListAsync());
    }

    private static async Task CampaignsAsync(AzurePipeline azure)
    {
        CampaignStore campaigns = azure.Instance().GetRequiredService<CampaignStore>();
        StoredCampaign? stored = null;
        for (int i = 1; i <= 6; i++)
        {
            stored = await campaigns.TryWriteAsync("spring", new Campaign("item", i, 100), stored?.ETag);
            Assert.NotNull(stored);
        }

        Assert.Equal(6, (await campaigns.ReadAsync("spring"))!.Campaign.ValuePerClick);
        Assert.Single(await campaigns.ListAsync());
    }

    private static async Task MarketAsync(AzurePipeline azure)
    {
        const int people = 6, pages = 4;
        IServiceProvider[] instances = [azure.Instance(), azure.Instance()];
        await AzurePipeline.IngestAsync(instances[0], Marketplace.Catalogue("ad"));
        await instances[0].GetRequiredService<CampaignStore>().TryWriteAsync("ads", new Campaign("ad", 1, 1000), etag: null);
        RuleSet terms = RuleSet.Of(new RankingRules { Sponsored = new SponsoredRule { Places = [3], Reserve = 0.5, AttentionCap = 0.5, FrequencyCap = 100 } });
        var pseudonyms = instances[0].GetRequiredService<Pseudonyms>();

        // Several instances at once, for the same people; clicks come as fast, and twice.
        var sold = new System.Collections.Concurrent.ConcurrentBag<AttentionEvent>();
        for (int round = 0; round < 20 && sold.IsEmpty; round++) await Task.WhenAll(Enumerable.Range(0, people * pages).Select(async i =>
        {
            IServiceProvider instance = instances[i % 2];
            string person = $"person{i / 2 % people}";
            Slate slate = await instance.GetRequiredService<RecommendForUser>().HandleAsync(
                new RankRequest(pseudonyms.Of(person), 10) { OwnerId = person, Rules = terms, Market = instance.GetRequiredService<SellSlots>().Open });
            foreach (RankedItem item in slate.Items.Where(item => item.Sponsored == true))
                sold.Add(Marketplace.Click($"click {slate.RecommendationId}", person, item.ItemId, slate.RecommendationId, azure.Time.GetUtcNow()));
        }));

        // A store that is too slow to say what was sold already is sold nothing on.
        Assert.InRange(sold.Count, 1, people * pages);
        await Task.WhenAll(instances.Select(instance => instance.GetRequiredService<SalesBook>().StoreAsync()));
        await Task.WhenAll(instances.Select(instance => instance.GetRequiredService<IngestEvents>().HandleAsync(
            [new QueueMessage(EventWriter.Write(sold), "clicks", azure.Time.GetUtcNow())])));
        await Task.WhenAll(instances.Select(instance => instance.GetRequiredService<SettleClicks>().RunAsync()));

        // One of them has the lease; a step whose swap's answer was lost says that another was faster, and the next one writes the days.
        SettleClicks settle = azure.Instance().GetRequiredService<SettleClicks>();
        for (int i = 0; i < 100 && await settle.RunAsync() is null; i++)
        {
        }

        CampaignDay day = Assert.Single((await azure.Instance().GetRequiredService<ReadStatements>().ReadAsync("ads")).Days);
        Assert.Equal((sold.Count, sold.Count, 0, 0.5 * sold.Count), (day.Impressions, day.Clicks, day.UnbilledClicks, day.Spend));
    }

    private static async Task EconomyAsync(AzurePipeline azure)
    {
        IServiceProvider instance = azure.Instance();
        await AzurePipeline.IngestAsync(instance, Enumerable.Range(0, 6).SelectMany(user => EconomyEvents.Page($"buyer{user}", EconomyEvents.Monday.AddHours(user), "a", "b")));
        var reports = instance.GetRequiredService<WriteEconomyReports>();
        int groupings = Enum.GetValues<EconomyGrouping>().Length;
        Assert.Equal(groupings, await reports.RunAsync());
        Assert.Equal(0, await azure.Instance().GetRequiredService<WriteEconomyReports>().RunAsync());
        Assert.Equal(groupings + 1, (await azure.NamesAsync(BlobLayout.EconomyPrefix)).Length);
    }

    private static async Task PlanAsync(AzurePipeline azure)
    {
        IServiceProvider instance = azure.Instance();
        await AzurePipeline.IngestAsync(instance, Enumerable.Range(0, 60).Select(i => Focus(person: i % 6, day: 1 + (i / 6))));
        await instance.GetRequiredService<LearnPopulation>().RunAsync();
        PopulationRhythm rhythm = await azure.Instance().GetRequiredService<PopulationStore>().CurrentAsync(default);
        Assert.Equal(6, rhythm.People);

        var log = new InterruptionLog(azure.Store, azure.Time);
        int granted = 0;
        for (int i = 0; i < 5; i++) granted += (await log.TakeExceptionsAsync("someone", new DateOnly(2026, 11, 24), wanted: 1, perDay: 3, default)).Granted;
        Assert.Equal(3, granted);
        await LearnInterruptionsAsync(azure);
    }

    private static async Task LearnInterruptionsAsync(AzurePipeline azure)
    {
        DateTimeOffset then = IngestFixture.Now.AddDays(-3);
        string id = Guid.CreateVersion7(then).ToString("N");
        var log = new InterruptionLog(azure.Store, azure.Time);
        var situation = new Situation(10, 0.8, 0.5, 6, 1, 0.3, IsQuiet: false, Recent: 0, Exploration: 0.05);
        await log.AppendAsync(
            new LoggedInterruptions(
                LoggedInterruptions.CurrentVersion, id, then, "someone", 0.8, 0.5, 6, [new Notice("mail", 5), new Notice("chat", 5)],
                [new NoticeDecision("mail", Verdict.Now, 0.9, ""), new NoticeDecision("chat", Verdict.Batch, 0.05, "")], situation),
            default);
        for (int i = 0; i < 2; i++)
        {
            var decide = azure.Instance().GetRequiredService<DecideInterruptions>();
            Assert.True(await decide.ReportAsync("someone", id, new OutcomeReport { Outcomes = [new NoticeOutcome("mail", Reaction.Opened, then.AddMinutes(1))] }));
        }

        LearnInterruptions[] learners = [.. Enumerable.Range(0, 2).Select(_ => azure.Instance().GetRequiredService<LearnInterruptions>())];
        await Task.WhenAll(learners.Select(learn => learn.RunAsync()));
        InterruptionLearning learning = await azure.Instance().GetRequiredService<InterruptionLearningStore>().ReadAsync();
        Assert.Equal((2, 1, 1, InterruptionDecider.Rule), (learning.Notices, learning.Answered, learning.Days, learning.Decides));
        Assert.Equal(2, (await azure.NamesAsync(BlobLayout.InterruptionDecisionsPrefix)).Length);
        Assert.Single(await azure.NamesAsync(BlobLayout.InterruptionDaysPrefix));
    }

    private static async Task AssistAsync(AzurePipeline azure)
    {
        const string key = "someone";
        var conversations = azure.Instance().GetRequiredService<ConversationStore>();
        Conversation conversation = await conversations.OpenAsync(key, null, default);
        for (int i = 1; i <= 4; i++) await conversations.AddTurnAsync(key, conversation, $"message {i}", "answer", default);
        Assert.Equal(["message 1", "message 2", "message 3", "message 4"], (await conversations.OpenAsync(key, conversation.Id, default)).Turns.Select(turn => turn.User));

        var reminders = azure.Instance().GetRequiredService<ReminderStore>();
        for (int i = 1; i <= 4; i++) Assert.NotNull(await reminders.AddAsync(key, $"reminder {i}", IngestFixture.Now.AddHours(i), default));
        Assert.Equal(4, (await reminders.ListAsync(key, default)).Count);

        var budget = new DailyBudget(azure.Store, new AssistantOptions { DailyRequests = 3 }, azure.Time);
        bool[] granted = [await budget.TryReserveAsync(key, default), await budget.TryReserveAsync(key, default), await budget.TryReserveAsync(key, default), await budget.TryReserveAsync(key, default)];
        Assert.Equal([true, true, true, false], granted);
    }

    private static AttentionEvent View(string id, string user, string item, int minutes) =>
        new() { Id = id, Type = EventType.View, UserId = user, ItemId = item, DwellSeconds = 30, Time = IngestFixture.Now.AddDays(-2).AddMinutes(minutes) };

    private static AttentionEvent Focus(int person, int day) => new()
    {
        Id = $"focus {person} {day}",
        Type = EventType.Focus,
        UserId = $"worker{person}",
        Category = "coding",
        Seconds = 1500,
        Time = IngestFixture.Now.AddDays(-day).AddHours(-person),
    };

    private static AttentionEvent Item(string id) =>
        new() { Id = $"item {id}", Type = EventType.ItemUpserted, ItemId = id, Time = IngestFixture.Now.AddDays(-3), Item = new ItemFields { Title = $"Title {id}" } };

    private static async Task<string[]> LogIdsAsync(IServiceProvider instance)
    {
        var ids = new List<string>();
        await foreach (IReadOnlyList<AttentionEvent> segment in instance.GetRequiredService<EventLog>().ReadAsync()) ids.AddRange(segment.Select(e => e.Id));
        return [.. ids.Order(StringComparer.Ordinal)];
    }
}
