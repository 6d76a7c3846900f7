using AttentionFunctions.Benchmarks;

// End-to-end measurements are plain loops: one run is minutes of work, not a micro-benchmark to repeat.
return args switch
{
    ["ingest", var events, .. var storage] => await IngestThroughput.RunAsync(int.Parse(events, System.Globalization.CultureInfo.InvariantCulture), storage.FirstOrDefault()),
    ["publish", var events] => await PublishThroughput.RunAsync(Number(events)),
    ["rebuild", var events] => await RebuildSpeed.RunAsync(Number(events)),
    ["latency", var address, var users, .. var rest] => await RequestLatency.RunAsync(
        new Uri(address), UserIds(users), rest.Length > 0 ? Number(rest[0]) : 200, rest.Length > 1 ? rest[1] : ""),
    ["requests", var data, var users] => await RequestCost.RunAsync(data, Number(users)),
    ["budget"] => BudgetSlates.Run(),
    ["cold-start", var host, var data] => await ColdStart.RunAsync(host, data),
    ["million-make", var data, .. var items] => await LargeCatalogue.MakeAsync(data, items.Length > 0 ? Number(items[0]) : 1_000_000),
    ["million", var host, var data] => await MillionItems.RunAsync(host, data),
    ["world", var file, var items, var users, var events] => MadeUpWorld.Write(file, Number(items), Number(users), Number(events), TimeProvider.System.GetUtcNow()),
    ["cold", var folder, .. var seed] => ColdItems.Run(folder, seed.Length > 0 ? Number(seed[0]) : 1),
    ["attention", var stray, .. var seeds] => AttentionMatters.Run(double.Parse(stray, System.Globalization.CultureInfo.InvariantCulture), seeds.Length > 0 ? Number(seeds[0]) : 3),
    ["paraphrases", var seed] => ParaphrasedColdItems.Run(Number(seed)),
    ["titles", .. var items] => TitleLookup.Run(items.Length > 0 ? Number(items[0]) : 100_000),
    ["epochs", var folder, var epochs] => TrainingSpeed.Epochs(folder, Number(epochs)),
    ["growth", var events] => TrainingSpeed.Growth(Number(events)),
    ["scan", .. var how] => await ScanSpeed.RunAsync(rounds: 64, peers: how is not ["own"]),
    ["rules", .. var items] => RuleSpeed.Run(items.Length > 0 ? Number(items[0]) : 100_000),
    ["economy"] => EconomySpeed.Run(),
    ["bandits", .. var worlds] => worlds is [var first, var count] ? BanditRegret.Run(Number(first), Number(count)) : BanditRegret.Run(1, 3),
    ["estimators"] => EstimatorCoverage.Run(),
    ["open-bandit", var folder] => OpenBanditTable.Run(folder),
    ["decide", var actions, var features, .. var rate] => await DecideThroughput.RunAsync(Number(actions), Number(features), rate.Length > 0 ? Number(rate[0]) : 0),
    ["decide-http", var address, var process, var actions, var features, var rate] => await DecideLoad.RunAsync(
        new Uri(address), Number(process), Number(actions), Number(features), Number(rate)),
    ["first-paint", var users] => await ConsolePictures.FirstPaintAsync(Number(users)),
    ["screenshot", var file] => await ConsolePictures.ScreenshotAsync(file),
    ["plan-check", var from, var count, .. var seconds] => PlanMeasurements.Check(
        Number(from), Number(count), seconds.Length > 0 ? double.Parse(seconds[0], System.Globalization.CultureInfo.InvariantCulture) : 1),
    ["plan-optimal", var from, var count] => PlanMeasurements.Optimal(Number(from), Number(count)),
    ["plan-bands", var people] => PlanMeasurements.Bands(Number(people)),
    ["plan-learning", var people, .. var tasks] => PlanMeasurements.Learning(Number(people), tasks.Length > 0 ? Number(tasks[0]) : 6),
    ["interruptions", var people, var days] => PlanMeasurements.Interruptions(Number(people), Number(days)),
    _ => Usage(),
};

static int Number(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

static string[] UserIds(string users) =>
    int.TryParse(users, System.Globalization.CultureInfo.InvariantCulture, out int count) ? [.. Enumerable.Range(0, count).Select(user => $"user{user}")] : File.ReadAllLines(users);

static int Usage()
{
    Console.Error.WriteLine("ingest EVENTS [STORAGE]            queue → stored, one event a message");
    Console.Error.WriteLine("publish EVENTS                     published → durably accepted: embedded, over AMQP, over REST");
    Console.Error.WriteLine("rebuild EVENTS                     profiles and catalogue again from a log of so many made-up events");
    Console.Error.WriteLine("latency ADDRESS USERS [RATE [QUERY]]  recommendations at RATE requests a second for 20 seconds; USERS is a file, or how many of a world");
    Console.Error.WriteLine("requests DATA USERS                time and allocation of recommendations without HTTP, over an imported world");
    Console.Error.WriteLine("budget                             attention budgets: exact against greedy");
    Console.Error.WriteLine("cold-start HOST DATA               from the start of the built host to its first answers");
    Console.Error.WriteLine("million-make DATA [ITEMS]          a data folder with a million items and a model that knows them all");
    Console.Error.WriteLine("million HOST DATA                  memory and latency of the built host over such a folder");
    Console.Error.WriteLine("world FILE ITEMS USERS EVENTS      a made-up catalogue and log, to import and measure on");
    Console.Error.WriteLine("cold FOLDER [SEED]                 items that no model has seen, ranked by text: MovieLens or sequences.txt folder");
    Console.Error.WriteLine("attention STRAY [SEEDS]            what knowing the attention of events adds, on simulated people of whom STRAY (0 to 0.9) of the choices disappoint");
    Console.Error.WriteLine("paraphrases SEED                   items that no model has seen, and searches, with and without paraphrases in a world of synonyms");
    Console.Error.WriteLine("titles [ITEMS]                     what it costs the assistant to know the titles of a catalogue");
    Console.Error.WriteLine("epochs FOLDER EPOCHS               seconds an epoch of the plain sequence model");
    Console.Error.WriteLine("growth EVENTS                      computing time and memory of learning from so many made-up events");
    Console.Error.WriteLine("scan [own]                         exact top-100 of vectors, beside peers unless own");
    Console.Error.WriteLine("rules [ITEMS]                      filters, boosts and the rest of a request's rules over a made-up catalogue");
    Console.Error.WriteLine("economy                            fair rankings, auctions, allocation, ledger");
    Console.Error.WriteLine("bandits [SEED WORLDS]              regret of every learner in made-up worlds, three unless told");
    Console.Error.WriteLine("estimators                         bias and coverage of the off-policy estimators");
    Console.Error.WriteLine("open-bandit FOLDER                 Bernoulli Thompson sampling, estimated from the uniform log");
    Console.Error.WriteLine("decide ACTIONS FEATURES [RATE]     ranks a second, stored, without HTTP");
    Console.Error.WriteLine("decide-http ADDRESS PID ACTIONS FEATURES RATE  the same over HTTP, of a running host and its process; RATE 0: as fast as 32 connections can");
    Console.Error.WriteLine("first-paint USERS                  the console in Chromium over the events of so many made-up users");
    Console.Error.WriteLine("screenshot FILE                    the picture of the console in the README");
    Console.Error.WriteLine("plan-check FROM COUNT [SECONDS]    random days by seed through the independent checker, so many seconds each");
    Console.Error.WriteLine("plan-optimal FROM COUNT            days of 40 tasks by seed: share proven optimal within a second");
    Console.Error.WriteLine("plan-bands PEOPLE                  how often intervals of the focus curve contain the truth");
    Console.Error.WriteLine("plan-learning PEOPLE [TASKS]       error of the learned focus curve, value of plans by it");
    Console.Error.WriteLine("interruptions PEOPLE DAYS          the learned policy about interruptions against the rule, on people whose costs and values are known");
    return 1;
}
